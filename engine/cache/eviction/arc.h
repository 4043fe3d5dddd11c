#pragma once

#include "engine/cache/eviction/access_log.h"
#include "engine/cache/eviction/ghost_codes.h"
#include "engine/cache/eviction/policy.h"
#include "engine/cache/eviction/queues.h"

#include <list>
#include <vector>

namespace bsc {

/// Adaptive replacement (Megiddo and Modha: "ARC: a self-tuning, low overhead replacement cache",
/// FAST 2003) with semantic ghosts: T1 holds entries that were asked for once, T2 those asked for
/// again, B1 and B2 the codes of what either gave up, and a miss within the radius of a ghost moves
/// the target size of T1. Lists and target are those of the whole cache; ghosts answer in their
/// partition only.
///
/// The paper knows the request before it chooses the victim; here room is made first, so that what
/// a ghost teaches holds from the next victim on.
///
/// A victim's score is the number of entries its list has beyond its target.
class ArcPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "s-arc";

    explicit ArcPolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_restore(const CacheEntry& entry) override;
    void on_access(const CacheEntry& entry) override { uses_.note(entry.id); }
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override { forget(); }
    void forget() override;
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline deadline) override;
    std::size_t memory_bytes() const override;

  private:
    enum List : std::uint8_t { once, again };
    struct Node {
        EntryId id;
        std::uint32_t partition;
        List list;
    };
    using Queue = Queues<Node>::Queue;
    using GhostOrder = std::list<GhostCodes::Slot>; ///< oldest first

    struct Ghost {
        List list;
        GhostOrder::iterator place;
    };

    void follow_uses();
    void add_ghost(List list, std::uint32_t partition, const Code& code);
    void remove_ghost(GhostCodes::Slot slot);
    void bound_ghosts();
    /// Moves the target after a ghost of `list` was met.
    void learn_from(List list);

    const PolicyConfig config_;
    const std::size_t capacity_;
    AccessLog uses_;
    Queues<Node> nodes_;
    Queue living_[2]; ///< T1 and T2
    PartitionNumbers partitions_;
    GhostCodes ghosts_;
    std::vector<Ghost> ghost_; ///< by slot
    GhostOrder gone_[2];       ///< B1 and B2
    double target_ = 0;        ///< size wanted of T1
};

} // namespace bsc

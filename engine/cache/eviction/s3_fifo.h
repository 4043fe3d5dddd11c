#pragma once

#include "engine/cache/eviction/chosen_victims.h"
#include "engine/cache/eviction/ghost_queue.h"
#include "engine/cache/eviction/policy.h"
#include "engine/cache/eviction/queues.h"

namespace bsc {

/// S3-FIFO (Yang, Zhang, Qiu, Yue, Rashmi: "FIFO queues are all you need for cache eviction",
/// SOSP 2023). New entries pass a small queue of a tenth of the cache; those used more than once
/// there move to the main queue, the rest go, and a ghost queue as long as the main one remembers
/// their requests: who comes back enters the main queue at once. The main queue spares an entry as
/// many rounds as it had uses, three at most.
///
/// Ghosts are exact requests of a partition, not codes. Uses are read off the entry's own counter
/// when the entry comes up, so a hit writes nothing more.
class S3FifoPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "s3-fifo";

    explicit S3FifoPolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_access(const CacheEntry&) override {}
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override {}
    void forget() override { ghosts_.clear(); }
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline deadline) override;
    std::size_t memory_bytes() const override {
        return queues_.memory_bytes() + ghosts_.memory_bytes();
    }

  private:
    struct Node {
        EntryId id;
        std::uint64_t uses_seen;
        std::uint32_t uses; ///< the paper's freq, 0..3
        bool in_main;
    };
    using Place = Queues<Node>::Place;

    std::optional<Victim> choose(TimePoint now);
    const CacheEntry& count_uses(Node& node) const;
    Victim leave(Place place, const CacheEntry& entry, TimePoint now);
    Queues<Node>::Queue& queue_of(const Node& node) { return node.in_main ? main_ : small_; }

    PolicyConfig config_;
    std::size_t small_capacity_;
    Queues<Node> queues_;
    Queues<Node>::Queue small_, main_;
    GhostQueue ghosts_;
    ChosenVictims chosen_;
};

} // namespace bsc

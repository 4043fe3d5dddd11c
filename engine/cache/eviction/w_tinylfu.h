#pragma once

#include "engine/cache/eviction/access_log.h"
#include "engine/cache/eviction/chosen_victims.h"
#include "engine/cache/eviction/frequency_sketch.h"
#include "engine/cache/eviction/policy.h"
#include "engine/cache/eviction/queues.h"

namespace bsc {

/// W-TinyLFU (Einziger, Friedman, Manes: "TinyLFU: A Highly Efficient Cache Admission Policy", ACM
/// Transactions on Storage 2017). New entries pass a window in order of last use; who leaves it
/// contends with the next to leave the main part, and the one asked less often lately, by a
/// sketch of counts, goes. The main part is a segmented LRU: a use moves an entry from probation to
/// the protected segment, four fifths of it, whose least recently used go back on probation.
///
/// The window is a tenth of the cache, not the paper's hundredth: prompts come in bursts. Counts
/// are of exact requests of a partition, not of codes, and stay when an entry goes. There is no
/// doorkeeper.
class WTinyLfuPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "w-tinylfu";

    explicit WTinyLfuPolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_restore(const CacheEntry& entry) override;
    void on_access(const CacheEntry& entry) override { uses_.note(entry.id); }
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override {}
    void forget() override;
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline deadline) override;
    std::size_t memory_bytes() const override;

  private:
    enum class Segment : std::uint8_t { window, probation, protected_ };
    struct Node {
        EntryId id;
        std::uint64_t key; ///< of the request, for the sketch
        Segment segment;
    };
    using Queue = Queues<Node>::Queue;
    using Place = Queues<Node>::Place;

    void follow_uses();
    void used(Place place);
    void move(Place place, Segment to);
    std::optional<Victim> choose();
    Victim leave(Place place, std::string reason);
    Queue& queue_of(Segment segment) { return segments_[static_cast<std::size_t>(segment)]; }

    PolicyConfig config_;
    std::size_t window_capacity_, protected_capacity_;
    Queues<Node> queues_;
    std::array<Queue, 3> segments_; ///< least recently used first
    FrequencySketch requests_;
    AccessLog uses_;
    ChosenVictims chosen_;
};

} // namespace bsc

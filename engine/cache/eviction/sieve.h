#pragma once

#include "engine/cache/eviction/chosen_victims.h"
#include "engine/cache/eviction/policy.h"
#include "engine/cache/eviction/queues.h"

namespace bsc {

/// SIEVE (Zhang, Yang, Yue, Vigfusson, Rashmi: "SIEVE is Simpler than LRU", NSDI 2024). One queue
/// in order of arrival and a hand that moves from old to new: an entry that was used since the hand
/// last passed is spared and stays where it is, the first one that was not goes. New entries sift
/// out quickly, survivors are left in peace.
///
/// The paper's "visited" bit is set when the entry's use counter differs from what the hand saw, so
/// a hit writes nothing more.
class SievePolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "sieve";

    explicit SievePolicy(PolicyConfig config) : config_(std::move(config)) {}

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_access(const CacheEntry&) override {}
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override {}
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline deadline) override;
    std::size_t memory_bytes() const override { return queues_.memory_bytes(); }

  private:
    struct Node {
        EntryId id;
        std::uint64_t uses_seen;
    };

    std::optional<Victim> choose(TimePoint now);

    PolicyConfig config_;
    Queues<Node> queues_;
    Queues<Node>::Queue queue_;
    Queues<Node>::Place hand_ = queue_.end(); ///< the end: starts anew at the oldest
    ChosenVictims chosen_;
};

} // namespace bsc

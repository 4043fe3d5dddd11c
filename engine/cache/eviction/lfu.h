#pragma once

#include "engine/cache/eviction/least_first.h"
#include "engine/cache/eviction/policy.h"

namespace bsc {

/// Least frequently used: the entry that answered the fewest requests since it was stored goes,
/// among equals the oldest. Counts are in-cache and never age, so what was popular once stays.
class LfuPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "lfu";

    explicit LfuPolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override { order_.insert(entry); }
    void on_access(const CacheEntry&) override {} // the entry's own counter says it all
    void on_erase(const CacheEntry&, Departure) override { order_.erase(); }
    void on_recode() override {}
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline) override;
    std::size_t memory_bytes() const override { return order_.memory_bytes(); }

  private:
    LeastFirst order_;
};

} // namespace bsc

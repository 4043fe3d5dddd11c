#pragma once

#include "engine/cache/eviction/least_first.h"
#include "engine/cache/eviction/policy.h"

namespace bsc {

/// Least recently used first; among equal times the oldest entry.
class LruPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "lru";

    static std::string reason_for(double idle_seconds);

    explicit LruPolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override { order_.insert(entry); }
    void on_access(const CacheEntry&) override {} // the entry's own time says it all
    void on_erase(const CacheEntry&, Departure) override { order_.erase(); }
    void on_recode() override {} // times of use are all it keeps
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline) override;
    std::size_t memory_bytes() const override { return order_.memory_bytes(); }

  private:
    LeastFirst order_;
};

} // namespace bsc

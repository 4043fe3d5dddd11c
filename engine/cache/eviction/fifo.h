#pragma once

#include "engine/cache/eviction/least_first.h"
#include "engine/cache/eviction/policy.h"

namespace bsc {

/// First in, first out: the oldest entry goes, whatever its use. The field's lowest baseline.
class FifoPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "fifo";

    explicit FifoPolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override { order_.insert(entry); }
    void on_access(const CacheEntry&) override {}
    void on_erase(const CacheEntry&, Departure) override { order_.erase(); }
    void on_recode() override {}
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline) override;
    std::size_t memory_bytes() const override { return order_.memory_bytes(); }

  private:
    LeastFirst order_;
};

} // namespace bsc

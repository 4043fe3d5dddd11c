#pragma once

#include "engine/cache/eviction/policy.h"
#include "engine/cache/lazy_heap.h"

#include <utility>

namespace bsc {

/// Least recently used first; among equal times the oldest entry. Exact, at no cost to a hit: the
/// heap holds each entry at the last use it knew of, a use since then is noticed when the entry
/// comes up, and puts it back. Recorded times are never later than the true ones, so the first
/// entry that is up to date is the true minimum.
class LruPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "lru";

    static std::string reason_for(double idle_seconds);

    explicit LruPolicy(PolicyConfig config) : config_(std::move(config)) {}

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_access(const CacheEntry&) override {} // the entry's own counter says it all
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override {} // times of use are all it keeps
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline) override;
    std::size_t memory_bytes() const override { return heap_.memory_bytes(); }

  private:
    PolicyConfig config_;
    LazyHeap heap_;
    std::size_t living_ = 0;
};

} // namespace bsc

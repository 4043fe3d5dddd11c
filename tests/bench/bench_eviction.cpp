// What SAGE's notes cost by themselves: a hit among a few entries (its record in the core's own
// cache), a hit among all of them, and a miss of a full cache (one victim, one new entry).

#include "engine/cache/eviction/policy.h"

#include <benchmark/benchmark.h>
#include <deque>
#include <random>
#include <unordered_map>

namespace bsc {
namespace {

constexpr unsigned bits = 256, radius = 38;

/// A full cache of unrelated codes.
class FullCache {
  public:
    explicit FullCache(std::size_t capacity) : entries_(capacity) {
        policy = std::move(*make_policy("sage", {.max_entries = capacity,
                                                 .bits = bits,
                                                 .radius = [] { return radius; },
                                                 .live = [](EntryId) { return nullptr; }}));
        for (CacheEntry& entry : entries_)
            arrive(entry);
    }

    void miss() {
        const auto at = living_.find(policy->victims(1, {}, EvictionDeadline::max()).front().id);
        CacheEntry& entry = *at->second;
        living_.erase(at);
        policy->on_erase(entry, Departure::evicted);
        arrive(entry);
    }

    const CacheEntry& any_of_the_first(std::size_t n) { return entries_[random_() % n]; }

    std::unique_ptr<EvictionPolicy> policy;

  private:
    void arrive(CacheEntry& entry) {
        entry.id = ++last_id_;
        entry.code = Code(bits);
        for (std::uint64_t& word : entry.code.words())
            word = random_();
        living_[entry.id] = &entry;
        policy->on_insert(entry);
    }

    std::deque<CacheEntry> entries_;
    std::unordered_map<EntryId, CacheEntry*> living_;
    std::mt19937_64 random_{1};
    EntryId last_id_ = 0;
};

void time_hits(benchmark::State& state, std::size_t among) {
    FullCache cache(static_cast<std::size_t>(state.range(0)));
    std::vector<const CacheEntry*> asked_for(std::size_t{1} << 16);
    for (const CacheEntry*& entry : asked_for)
        entry = &cache.any_of_the_first(among);
    std::size_t next = 0;
    for (auto _ : state)
        cache.policy->on_access(*asked_for[next++ % asked_for.size()]);
}
void BM_SageHitAmongEight(benchmark::State& state) { time_hits(state, 8); }
void BM_SageHitAmongAll(benchmark::State& state) {
    time_hits(state, static_cast<std::size_t>(state.range(0)));
}
BENCHMARK(BM_SageHitAmongEight)->Arg(10'000)->Arg(100'000);
BENCHMARK(BM_SageHitAmongAll)->Arg(10'000)->Arg(100'000);

/// What the cache itself writes at a hit, without and with SAGE's notes: the entry comes from
/// memory for both, so the difference is what the notes cost.
void time_cache_hits(benchmark::State& state, bool noted) {
    const auto capacity = static_cast<std::size_t>(state.range(0));
    FullCache cache(capacity);
    std::vector<const CacheEntry*> asked_for(std::size_t{1} << 16);
    for (const CacheEntry*& entry : asked_for)
        entry = &cache.any_of_the_first(capacity);
    std::size_t next = 0;
    for (auto _ : state) {
        const CacheEntry& entry = *asked_for[next++ % asked_for.size()];
        entry.last_accessed_us.store(static_cast<std::int64_t>(next), std::memory_order_relaxed);
        // The next turn waits for this one's entry, as a look-up does that has read it.
        next += (entry.id | entry.access_count.fetch_add(1, std::memory_order_relaxed)) >> 63;
        if (noted)
            cache.policy->on_access(entry);
    }
}
void BM_CacheHit(benchmark::State& state) { time_cache_hits(state, false); }
void BM_CacheHitNoted(benchmark::State& state) { time_cache_hits(state, true); }
BENCHMARK(BM_CacheHit)->Arg(10'000)->Arg(100'000);
BENCHMARK(BM_CacheHitNoted)->Arg(10'000)->Arg(100'000);

/// With as many ghosts as there may be.
void BM_SageMiss(benchmark::State& state) {
    const auto capacity = static_cast<std::size_t>(state.range(0));
    FullCache cache(capacity);
    const float ghosts = PolicySettings().ghosts_per_entry * static_cast<float>(capacity);
    for (std::size_t i = 0; i < static_cast<std::size_t>(ghosts); ++i)
        cache.miss();
    for (auto _ : state)
        cache.miss();
}
BENCHMARK(BM_SageMiss)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace bsc

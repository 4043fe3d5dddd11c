#pragma once

#include "engine/cache/binary_cache.h"
#include "engine/cache/eviction/policy.h"
#include "engine/cache/generation.h"
#include "engine/cache/lazy_heap.h"
#include "engine/cache/mean_sampler.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace bsc {

/// What a cache is made of, and the changes that writers make: entries in the tables of the
/// current generation, the policy that is told of them, times to live, and the sums for stats().
struct CacheState {
    CacheState(const CacheConfig& config, std::shared_ptr<const Projection> projection);

    const CacheConfig config;
    const std::shared_ptr<const Projection> projection;
    std::atomic<float> threshold;
    AtomicPtr<Generation> generation;
    MeanSampler sampler;
    std::atomic<std::size_t> answer_bytes{0}, record_bytes{0}, policy_bytes{0};
    std::atomic<std::uint64_t> evictions{0}, expirations{0}, eviction_fallbacks{0};
    std::atomic<std::size_t> pinned{0};
    std::atomic<bool> boilerplate{false};
    std::atomic<float> mean_norm{0};

    std::mutex writer;                      ///< guards what follows, and is taken by no reader
    std::unique_ptr<EvictionPolicy> policy; ///< on_access is for readers
    LazyHeap expiries;
    EntryId last_id = 0;

    TimePoint now() const;
    bool mean_due() const { return sampler.ready() && !sampler.stopped(); }

    // All below are called with `writer` held.

    /// Of no bits when the embedding, or what is left of it without the mean, is all zero.
    Result<Code> code_of(const Generation& made_for, std::span<const float> embedding) const;
    /// `tell` is what the policy is told: &EvictionPolicy::on_insert or on_restore. The id of the
    /// entry it replaced, if any.
    Result<std::optional<EntryId>> add(const std::shared_ptr<CacheEntry>& entry,
                                       void (EvictionPolicy::*tell)(const CacheEntry&));
    bool remove(EntryId id, Departure why);
    /// The policy chooses among the entries it knows: it is not told of pinned ones.
    bool pin(EntryId id, bool wanted);
    std::vector<EntryId> expire();
    std::vector<Eviction> evict(std::size_t n);
    /// Evicts a batch if the cache is full and the arriving entry replaces none.
    Result<std::vector<Eviction>> make_room(const RequestKey& arriving);
    void clear();
    /// Builds all codes anew around `mean` and swaps them in.
    Result<void> recode(std::vector<float> mean);
    /// True when all codes were rebuilt.
    Result<bool> judge_mean();

  private:
    void count_in(const CacheEntry& entry);
    /// After `entry` was removed from the tables.
    void left(const CacheEntry& entry, Departure why);
    std::vector<Eviction> evict_least_recently_used(std::size_t n);
};

inline bool is_pinned(const CacheEntry& entry) {
    return entry.pinned.load(std::memory_order_relaxed);
}

/// All of it, also what changes with use.
std::shared_ptr<CacheEntry> copy_of(const CacheEntry& entry);

} // namespace bsc

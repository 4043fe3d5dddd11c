#pragma once

#include "engine/base/result.h"
#include "engine/cache/eviction/policy.h"
#include "engine/replay/duration_histogram.h"

#include <cstddef>
#include <functional>
#include <string>

namespace bsc {

struct EvictionCostOptions {
    std::string policy = "lru";
    PolicySettings settings{};
    std::size_t entries = 10'000;
    std::size_t batch = 100;
    std::size_t rounds = 200; ///< timed batches
    unsigned bits = 256, radius = 38;
};

/// What a policy's own work costs a full cache: no look-ups, no texts, no answers in it.
struct EvictionCost {
    DurationHistogram batch; ///< choosing and dropping `batch` victims
    DurationHistogram miss;  ///< choosing and dropping one victim and storing one entry
    /// Notes of this many hits in different entries at once: one alone is shorter than reading the
    /// clock.
    static constexpr std::size_t hits_at_once = 500;
    DurationHistogram hits;
    std::size_t policy_bytes = 0;
    std::size_t evicted_before = 0; ///< entries that had passed through before the timing began
};

/// Fills a cache of unrelated codes, lets several times its size pass through it, so that ghost
/// lists are as full as they get (or until half a minute is over), and then times the policy's
/// calls. Errors: invalid_argument.
Result<EvictionCost> measure_eviction_cost(const EvictionCostOptions& options,
                                           const std::function<bool()>& cancelled = {});

} // namespace bsc

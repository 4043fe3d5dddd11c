#pragma once

#include "engine/base/result.h"
#include "engine/cache/eviction/policy.h"
#include "engine/replay/adaptive_rule.h"
#include "engine/replay/code_trace.h"
#include "engine/replay/duration_histogram.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

struct SimulationOptions {
    std::string policy = "lru";
    PolicySettings settings{};
    std::size_t capacity = 1000; ///< entries
    std::size_t batch = 1;       ///< entries evicted at once when full
    unsigned radius = 38;        ///< bits
    /// Decides in place of the radius; bits are the trace's.
    std::optional<AdaptiveSettings> adaptive{};
    bool content_gate = false;    ///< as the proxy has it; the trace must know its texts
    std::size_t curve_points = 0; ///< of the curve, at even steps; 0: none
    /// Requests that fill the cache before any is counted; the curve shows them, too.
    std::uint64_t warm_up = 0;
};

/// Counts up to a request.
struct SimulationPoint {
    std::uint64_t requests = 0, hits = 0, wrong_hits = 0;
};

struct SimulationResult {
    std::uint64_t requests = 0; ///< after the warm-up, as all that follows but for the memory
    std::uint64_t hits = 0;     ///< exact and semantic
    std::uint64_t exact_hits = 0;
    std::uint64_t judged_hits = 0; ///< both requests have a class
    std::uint64_t wrong_hits = 0;  ///< judged, and the classes differ
    std::uint64_t evictions = 0;
    std::uint64_t explorations = 0; ///< misses an adaptive rule chose although it had a candidate
    std::uint64_t requested_tokens = 0, saved_tokens = 0;
    std::uint64_t priced_requests = 0, priced_hits = 0;      ///< those with a known price
    std::int64_t requested_nano_usd = 0, saved_nano_usd = 0; ///< of these, 1e-9 USD
    std::size_t policy_bytes = 0;                            ///< at the end
    double seconds = 0;                                      ///< wall clock of the whole run
    DurationHistogram evict_time;                            ///< wall clock of a batch
    std::uint64_t full_at = 0;          ///< request that found the cache full first; 0: none did
    std::vector<SimulationPoint> curve; ///< from the first request on
    /// Of every decision and of what is stored at the end: equal runs have equal hashes.
    std::uint64_t state_hash = 0;

    double hit_rate() const {
        return requests == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(requests);
    }
};

/// The cache's rules without the cache: the nearest entry within the radius answers (ties to the
/// oldest), a miss is stored, a full cache evicts by the policy. The same (hits, wrong hits,
/// evictions) as BinaryCache given the same codes, at a fraction of the time.
///
/// Runs in the calling thread; `cancelled` is asked now and then and ends the run there, with the
/// figures so far; `progress` is told as often what the requests so far, the warm-up among them,
/// came to. Errors: invalid_argument (zero capacity,
/// batch larger than the capacity, unknown policy, settings out of range, a gate without texts).
Result<SimulationResult>
simulate(const CodeTrace& trace, const SimulationOptions& options,
         const std::function<bool()>& cancelled = {},
         const std::function<void(const SimulationResult&)>& progress = {});

} // namespace bsc

#pragma once

#include "engine/replay/decision_sweep.h"
#include "engine/replay/share_interval.h"
#include "engine/replay/threshold_study.h"

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace bsc {

/// How a cache may decide whether its nearest entry answers.
enum class DecisionWay {
    radius,              ///< a fixed one
    gated,               ///< and the content gate
    rescored,            ///< a shortlist by a fixed radius, from it by a second score
    rescored_gated,      ///< and the content gate
    adaptive_every_miss, ///< one threshold an entry (vCache, arXiv:2502.03771), every miss stored
    adaptive_when_wrong, ///< the same, stored only when the nearest entry was wrong
};
inline constexpr std::size_t decision_ways = 6;

/// What a replay decided in one way, at one setting, came to.
struct WayPoint {
    double setting = 0; ///< threshold (similarity), least second score, or bound on the errors
    std::uint64_t requests = 0, hits = 0, judged_hits = 0, wrong_hits = 0;

    double hit_rate() const {
        return requests == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(requests);
    }
    /// Of the judged hits, with its 90 % interval.
    ShareInterval wrong_share() const { return share_interval(wrong_hits, judged_hits); }
};

struct DecisionWays {
    /// By DecisionWay; strict to loose.
    std::array<std::vector<WayPoint>, decision_ways> points;
    bool aligned = false; ///< the second score is the soft alignment; else the cosine of vectors

    const std::vector<WayPoint>& of(DecisionWay way) const {
        return points[static_cast<std::size_t>(way)];
    }
};

struct DecisionWaysOptions {
    CacheConfig cache{};       ///< as the live one: policy, capacity, bits, seed
    std::vector<float> mean{}; ///< subtracted by that cache; empty: none
    unsigned jobs = 1;         ///< threads
};

/// The same requests decided in every way. Fixed radii are the study's own simulations; the gate
/// and the second score are replayed through real caches; adaptive rules are simulated. Without
/// classes in the rows no hit is judged, and adaptive rules learn nothing.
///
/// Blocks; `progress` is told 0..1 from worker threads, one at a time; `cancelled` is asked from
/// them. Errors: of sweep_decisions() and simulate(); unavailable when cancelled.
Result<DecisionWays> compare_ways(const ThresholdStudy& study, const Embedder& embedder,
                                  const DecisionWaysOptions& options,
                                  const std::function<void(double)>& progress = {},
                                  const std::function<bool()>& cancelled = {});

} // namespace bsc

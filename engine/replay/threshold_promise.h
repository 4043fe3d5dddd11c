#pragma once

#include "engine/base/result.h"

#include <climits>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bsc {

/// A judged pair: a request, the entry nearest to it, and whether that answer was wrong for it.
struct DistanceLabel {
    unsigned distance = 0; ///< Hamming distance in bits
    bool wrong = false;
    double chance = 1; ///< with which this pair was drawn to be judged, over 0 up to 1
    /// The pair was drawn among those at most so far apart: it says nothing of a looser radius.
    unsigned reach = UINT_MAX;
};

struct PromiseOptions {
    double max_wrong = 0.02; ///< wrong share of the hits that is still fine, over 0 and under 1
    double confidence = 0.95;
    unsigned bits = 256; ///< width of the codes
};

/// How the bound on the wrong share was found.
enum class BoundMethod {
    clopper_pearson, ///< exact binomial: every pair had the same chance to be drawn
    betting,         ///< weighted by 1 / chance: draws were not uniform
};

/// What the labels within one radius say; of those, the ones that reach it.
struct RadiusBound {
    unsigned radius = 0;
    std::uint64_t labels = 0, wrong = 0;
    double share = 0; ///< of wrong hits, weighted where draws were not uniform
    double lower = 0; ///< one-sided bounds at the confidence asked for; 0 and 1: nothing known
    double upper = 1;
};

struct ThresholdPromise {
    /// The loosest radius that keeps the promise; none: no radius does, or too few labels.
    std::optional<unsigned> radius;
    /// Right labels in a row that keep the promise, drawn uniformly (149 for 2 %, 59 for 5 %).
    std::uint64_t labels_needed = 0;
    std::uint64_t labels = 0;   ///< given, at any distance
    bool too_few_labels = true; ///< at no radius would they do even if all were right
    BoundMethod method = BoundMethod::clopper_pearson;
    std::vector<RadiusBound> bounds; ///< for radius 0, 1, .. bits
};

/// The loosest radius whose wrong-hit share is at most `max_wrong` with the confidence asked for.
///
/// Radii are tested in a fixed sequence from strict to loose, from the first whose labels
/// would do if all were right to the first that fails, so the confidence holds for the radius
/// picked and not only for each one by itself. Uniform draws: one-sided Clopper-Pearson bound
/// (1934). Otherwise the mean of (wrong - limit) / chance is bounded by betting on it (Waudby-Smith
/// and Ramdas 2024, "Estimating means of bounded random variables by betting"), with a fixed
/// mixture of stakes; it holds as long as every pair had some chance to be drawn.
///
/// Errors: invalid_argument (limit, confidence or a chance out of range, distance over bits).
Result<ThresholdPromise> promise_threshold(std::span<const DistanceLabel> labels,
                                           const PromiseOptions& options);

} // namespace bsc

#pragma once

#include "engine/replay/code_trace.h"
#include "engine/replay/nearest_pairs.h"
#include "engine/replay/threshold_promise.h"

#include <span>
#include <vector>

namespace bsc {

/// Labels for promise_threshold() out of the classes of a workload: for each request with a class,
/// the nearest earlier request of its partition (ties to the oldest) when that has a class, too;
/// wrong when the classes differ. Repeats of an earlier text are left out: the exact tier answers
/// them at any radius.
///
/// Every earlier request counts as stored. A cache stores fewer, the misses at its radius, so
/// what_if() tells the wrong-hit rate of a cache and the labels that of pairs.
/// Errors: of make_index().
Result<std::vector<DistanceLabel>> judged_pairs(const CodeTrace& trace);
/// The same out of the trace's nearest pairs.
std::vector<DistanceLabel> judged_pairs(const CodeTrace& trace, std::span<const NearestPair> pairs);

} // namespace bsc

#pragma once

#include "engine/base/result.h"
#include "engine/replay/code_trace.h"

#include <cstddef>
#include <vector>

namespace bsc {

/// A request and the earlier request nearest to it.
struct NearestPair {
    std::size_t request = 0, match = 0; ///< numbers in the trace
    unsigned distance = 0;              ///< bits
};

/// For each request the nearest earlier one of its partition (ties to the oldest), in order of the
/// requests. Repeats of an earlier text are left out: the exact tier answers them at any radius.
/// Every earlier request counts as stored. Errors: of make_index().
Result<std::vector<NearestPair>> nearest_pairs(const CodeTrace& trace);

} // namespace bsc

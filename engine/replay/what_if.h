#pragma once

#include "engine/replay/simulate.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace bsc {

struct WhatIfOptions {
    SimulationOptions cache{};     ///< policy and capacity; the radius is set for each point
    std::vector<unsigned> radii{}; ///< empty: all, 0 to the width
    unsigned jobs = 1;             ///< threads
};

struct WhatIfPoint {
    unsigned radius = 0;
    SimulationResult result;
};

struct WhatIf {
    std::vector<WhatIfPoint> points; ///< in the order of the radii
    /// For radius 0, 1, .. bits: requests that had any earlier request within it, hence the most
    /// that any cache, however large and clever, could have answered.
    std::vector<std::uint64_t> most_hits;
};

/// Called from the worker threads, one at a time, as points are done.
using WhatIfProgress = std::function<void(std::size_t done, std::size_t total)>;

/// What hit rate and wrong-hit rate the trace would have had at every radius, each by a simulation
/// of its own: a looser radius stores fewer entries, so the distances seen at one radius do not
/// tell what happens at another. Deterministic, whatever the number of jobs.
///
/// Blocks; `cancelled` is asked from the worker threads. Errors: of simulate(); invalid_argument (a
/// radius over the width, no jobs), unavailable when cancelled.
Result<WhatIf> what_if(const CodeTrace& trace, const WhatIfOptions& options,
                       const WhatIfProgress& progress = {},
                       const std::function<bool()>& cancelled = {});

} // namespace bsc

#pragma once

#include "engine/experiment/eviction.h"
#include "engine/replay/simulate.h"

#include <cstddef>
#include <string>
#include <vector>

namespace bsc {

/// What all policies reached on one trace with one capacity.
struct EvictionCell {
    std::size_t entries = 0;
    std::uint64_t requests = 0;
    std::uint64_t most_hits = 0;             ///< the clairvoyant bound's
    std::vector<SimulationResult> by_policy; ///< in the order of the policies
};

/// Cells by workload, then seed, then capacity. A stopped run leaves some without cells.
using EvictionGrid = std::vector<std::vector<std::vector<EvictionCell>>>;

/// Simulates every workload, seed, capacity and policy, `experiment.jobs` traces at a time.
Result<EvictionGrid> simulate_grid(const EvictionExperiment& experiment,
                                   const std::vector<std::string>& policies, ExperimentRun& run);

} // namespace bsc

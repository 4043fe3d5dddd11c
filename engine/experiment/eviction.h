#pragma once

#include "engine/base/result.h"
#include "engine/cache/eviction/policy.h"
#include "engine/experiment/experiment_run.h"
#include "engine/replay/code_trace.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace bsc {

struct EvictionWorkload {
    std::string name;
    unsigned radius = 38; ///< bits within which an entry answers
    /// The trace a seed makes. Called from several threads.
    std::function<Result<CodeTrace>(std::uint64_t seed)> trace;
};

/// How large a cache: a number of entries, or a share of the trace's distinct classes. Where
/// classes are so wide that an unbounded cache makes far more insertions than there are classes
/// (intents, not questions), the share is one of those insertions.
struct EvictionCapacity {
    double percent = 0;      ///< over 0 to 100
    std::size_t entries = 0; ///< when percent is 0
};

struct EvictionExperiment {
    std::vector<EvictionWorkload> workloads; ///< may be empty when costs are measured
    std::vector<std::string> policies;       ///< empty: all; LRU is always among them
    std::vector<EvictionCapacity> capacities{{.percent = 1}, {.percent = 5}, {.percent = 10}};
    std::vector<std::uint64_t> seeds{1, 2, 3};
    std::size_t batch = 1; ///< entries evicted at once when full
    PolicySettings settings{};
    unsigned jobs = 2;                                      ///< threads for the simulations
    std::vector<std::size_t> cost_entries{10'000, 100'000}; ///< empty: costs are not measured
    std::size_t cost_rounds = 100;                          ///< timed batches a size and policy
};

/// Which eviction policy earns how much, beside plain LRU and beside a cache that knows the future,
/// and what it costs in time and memory.
///
/// Blocks; costs are measured in the calling thread, before any simulation runs beside it.
/// Errors: invalid_argument (an empty list, a capacity, batch or setting out of range, an unknown
/// policy), those of the traces.
Result<ExperimentResult> run_eviction(const EvictionExperiment& experiment,
                                      const ExperimentProgress& progress = {});

} // namespace bsc

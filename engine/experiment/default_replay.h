#pragma once

#include "engine/base/result.h"
#include "engine/embed/embedder.h"
#include "engine/experiment/experiment_run.h"
#include "engine/replay/replay.h"

#include <cstdint>
#include <string>

namespace bsc {

struct DefaultReplayExperiment {
    std::string workload;       ///< its name, for the reader
    std::uint64_t requests = 0; ///< that it has, for the progress; 0: unknown
    ReplayOptions replay = default_options();

    /// What the proxy uses when nobody changes anything: the content gate is on.
    static ReplayOptions default_options();
};

/// A workload through a real cache with the product's default settings: hit rate and wrong-hit
/// rate, answer tokens saved, and what the cache adds to each request, hits and misses apart.
///
/// The time added is embedding, projection and look-up, for misses the insertion, too; the proxy's
/// own work on the socket is not in it.
///
/// Runs in the calling thread. Errors: of replay().
Result<ExperimentResult> run_default_replay(WorkloadRows& rows, const Embedder& embedder,
                                            const DefaultReplayExperiment& experiment,
                                            const ExperimentProgress& progress = {});

} // namespace bsc

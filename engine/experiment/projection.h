#pragma once

#include "engine/base/result.h"
#include "engine/experiment/experiment_run.h"

#include <cstdint>

namespace bsc {

struct ProjectionExperiment {
    std::vector<unsigned> dims{384, 768, 1536};    ///< floats an embedding
    std::vector<unsigned> bits{64, 128, 256, 512}; ///< of a code
    std::size_t batch = 1000;                      ///< embeddings at once
    std::size_t repeats = 5000;                    ///< timed embeddings, one at a time
    std::size_t batch_repeats = 50;                ///< timed batches
    std::uint64_t seed = 42;                       ///< of matrix and embeddings
};

/// How long it takes to make codes from embeddings, one at a time and many at once, beside the
/// same product by Eigen with the signs taken from it.
///
/// Runs in the calling thread. Errors: invalid_argument (an empty list, a zero, a dim or width that
/// Projection does not accept).
Result<ExperimentResult> run_projection(const ProjectionExperiment& settings,
                                        const ExperimentProgress& progress = {});

} // namespace bsc

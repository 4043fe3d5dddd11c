#pragma once

#include "engine/base/result.h"
#include "engine/code/code.h"
#include "engine/experiment/experiment_run.h"

#include <cstdint>
#include <optional>

namespace bsc {

struct HammingExperiment {
    std::vector<std::size_t> entries{1'000, 10'000, 100'000, 1'000'000};
    unsigned bits = default_code_bits;
    std::optional<unsigned> radius{}; ///< bits; none: similarity 0.85
    std::size_t repeats = 2000;       ///< timed look-ups of each workload, insertions and removals
    std::uint64_t seed = 1;
};

/// How long the nearest code within the radius takes to find, beside a plain scalar loop over the
/// same codes, and what an insertion, a removal and an entry's place in the index cost. Every
/// answer is compared with the loop's.
///
/// Runs in the calling thread. Errors: invalid_argument (an empty list, a zero, a width or radius
/// out of range).
Result<ExperimentResult> run_hamming(const HammingExperiment& settings,
                                     const ExperimentProgress& progress = {});

} // namespace bsc

#pragma once

#include "engine/base/result.h"
#include "engine/cache/binary_cache.h"
#include "engine/experiment/experiment_run.h"

#include <filesystem>

namespace bsc {

struct MemoryExperiment {
    std::vector<unsigned> dims{384, 768, 1536};          ///< of the matrices
    std::vector<unsigned> bits{64, 128, 256, 512};       ///< of the matrices
    std::vector<std::size_t> entries{10'000, 100'000};   ///< in the caches
    unsigned cache_dim = 384;                            ///< floats an embedding, in the caches
    unsigned cache_bits = default_code_bits;             ///< of a code, in the caches
    std::size_t prompt_bytes = 100, answer_bytes = 1024; ///< of an entry
    std::string policy = CacheConfig{}.policy;
    /// A program that, given `probe_arguments` and then a load's text, prints measure()'s answer
    /// for it. One process a figure: they share no heap.
    std::filesystem::path probe_program = "/proc/self/exe";
    std::vector<std::string> probe_arguments{"bench", "memory-probe"};
};

/// What a cache weighs, as differences between the resident memory of processes that hold one part
/// more or less.
///
/// Runs in the calling thread. Errors: invalid_argument (an empty list, a zero, what Projection or
/// BinaryCache refuses), io and not_found (the probe cannot run).
Result<ExperimentResult> run_memory(const MemoryExperiment& settings,
                                    const ExperimentProgress& progress = {});

} // namespace bsc

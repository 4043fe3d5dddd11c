#pragma once

#include "engine/experiment/benchmark.h"
#include "engine/experiment/experiment_run.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

inline constexpr std::string_view default_replay_name = "default replay";
/// Said of a quick run's repeats in its settings.
inline constexpr std::string_view quick_repeats_text = "few (quick)";

/// One experiment of a benchmark beside its matrix.
struct BenchmarkStep {
    std::string name; ///< the result's
    std::function<Result<ExperimentResult>(const ExperimentProgress&)> run;
};

/// The references must outlive the steps.
std::vector<BenchmarkStep> benchmark_steps(const BenchmarkPlan& plan, std::uint64_t requests,
                                           const Embedder& embedder, const RowsSource& rows);
/// Their names.
std::vector<std::string> step_names(const BenchmarkPlan& plan);

} // namespace bsc

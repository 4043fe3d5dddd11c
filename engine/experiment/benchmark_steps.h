#pragma once

#include "engine/experiment/benchmark.h"
#include "engine/experiment/experiment_run.h"

#include <functional>
#include <string>
#include <vector>

namespace bsc {

/// One experiment of a benchmark beside its matrix.
struct BenchmarkStep {
    std::string name; ///< the result's
    double seconds;   ///< about how long it takes
    std::function<Result<ExperimentResult>(const ExperimentProgress&)> run;
};

/// The references must outlive the steps.
std::vector<BenchmarkStep> benchmark_steps(const BenchmarkPlan& plan, std::uint64_t requests,
                                           const Embedder& embedder, const RowsSource& rows);
/// What benchmark_steps() would expect of each.
std::vector<double> step_seconds(const BenchmarkPlan& plan, std::uint64_t requests);
/// About how long one cell of the matrix takes.
double cell_seconds(std::string_view policy, std::uint64_t requests);

} // namespace bsc

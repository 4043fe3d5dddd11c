#pragma once

#include "engine/base/result.h"
#include "engine/embed/embedder.h"
#include "engine/experiment/benchmark_pace.h"
#include "engine/experiment/eviction.h"
#include "engine/replay/matrix.h"
#include "engine/replay/workload.h"
#include "engine/store/run_library.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// Kind and parts of such a run in the library of runs. A part's key is a MatrixCell's, the policy
/// being "clairvoyant" for bounds, or "experiment=" and its name.
inline constexpr std::string_view benchmark_kind = "benchmark";
inline constexpr std::string_view clairvoyant_name = "clairvoyant";
inline constexpr std::string_view experiment_key = "experiment=";

/// The rows of a workload from the first one, as often as asked.
using RowsSource = std::function<Result<std::unique_ptr<WorkloadRows>>()>;

/// Everything that `bsc bench all` and the workbench's Run benchmarks measure on one workload.
struct BenchmarkPlan {
    std::string workload;                ///< its name
    std::uint64_t requests = 0;          ///< at most; 0: all
    std::vector<std::string> policies{}; ///< of the matrix; empty: all
    std::vector<EvictionCapacity> capacities{{.percent = 1}, {.percent = 5}, {.percent = 10}};
    /// Similarities; empty: the encoder's balanced one and 0.02 to both sides.
    std::vector<float> thresholds{};
    bool engine = true; ///< projection, look-up, memory, cost of eviction: no matter which workload
    bool quick = false; ///< fewer repeats, for a first look
    unsigned jobs = 1;  ///< threads of the matrix; times are measured with nothing beside them
    /// As MemoryExperiment's.
    std::filesystem::path probe_program = "/proc/self/exe";
    std::vector<std::string> probe_arguments{"bench", "memory-probe"};
};

/// What is told as it goes, in the thread that runs it or, of cells, in the matrix's threads, one
/// at a time.
struct BenchmarkNews {
    std::uint64_t run = 0; ///< its number in the library; 0: it is not begun yet
    std::string step;      ///< for people: "SAGE, 432 entries, radius 48"
    std::size_t parts = 0, parts_over = 0;
    double share = 0; ///< 0..1: of the time, or of the parts where that cannot be told
    /// By what this machine has shown; none while something is to come that it never did.
    std::optional<double> seconds_left{};
};
using OnBenchmarkNews = std::function<void(const BenchmarkNews&)>;

/// About how long it takes, from the times that `pace` has; none when it lacks one. `requests` are
/// those of the workload.
std::optional<double> estimated_seconds(const BenchmarkPlan& plan, std::uint64_t requests,
                                        const BenchmarkPace& pace);

/// Measures, and keeps each part in the library as it is done; the matrix comes first. Returns the
/// run's number, also of a run that was cancelled, whose other parts say so.
///
/// Blocks; `cancelled` is asked from several threads. Errors: of the workload and the embedder
/// before the run exists, of the library; a part that fails keeps its error.
Result<std::uint64_t> run_benchmark(const BenchmarkPlan& plan, const Embedder& embedder,
                                    const RowsSource& rows, RunLibrary& library,
                                    const OnBenchmarkNews& news = {},
                                    const std::function<bool()>& cancelled = {});

/// Keeps one experiment that was run by itself. Errors: io.
Result<std::uint64_t> save_experiment(RunLibrary& library, const ExperimentResult& result);

} // namespace bsc

#pragma once

#include "engine/experiment/benchmark.h"
#include "engine/store/workload_library.h"

#include <QString>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bsc::ui {

/// A workload that benchmarks can run on.
struct BenchmarkWorkload {
    std::uint64_t id = 0; ///< in the library; 0: the sample that comes with the program
    QString name;
    std::uint64_t requests = 0;
};

/// One benchmark that was asked for.
struct BenchmarkOrder {
    BenchmarkWorkload workload;
    bool quick = true;
};

/// How a program answers for the memory that one part of a cache takes: MemoryExperiment's.
struct MemoryProbe {
    std::filesystem::path program;
    std::vector<std::string> arguments;
};

/// What the library has, or the sample when it has nothing. Any thread. Errors: io.
Result<std::vector<BenchmarkWorkload>> benchmarkWorkloads(const WorkloadLibrary* library);

/// The same plan as that of `bsc bench all`, of small workloads with larger capacities.
BenchmarkPlan planOf(const BenchmarkOrder& order, const MemoryProbe& probe);

/// Its rows. The library, which may be null for the sample, outlives the source.
RowsSource rowsOf(const BenchmarkWorkload& workload, std::shared_ptr<WorkloadLibrary> library);

} // namespace bsc::ui

#pragma once

#include "engine/store/run_library.h"
#include "engine/store/workload_library.h"

#include <filesystem>
#include <memory>

namespace bsc::cli {

/// bsc/cache.sqlite in the XDG data directory.
std::filesystem::path usual_database();

/// Of a file, or the usual one when empty. Leaves with Exit::database on errors.
std::unique_ptr<WorkloadLibrary> open_workloads(const std::filesystem::path& database);
std::unique_ptr<RunLibrary> open_runs(const std::filesystem::path& database);

} // namespace bsc::cli

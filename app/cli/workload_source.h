#pragma once

#include "engine/replay/workload.h"
#include "engine/store/workload_library.h"

#include <filesystem>
#include <memory>
#include <string>

namespace bsc::cli {

/// The rows of a file, or of a workload saved in a database.
struct WorkloadSource {
    std::string name;
    std::unique_ptr<WorkloadRows> rows;
    std::unique_ptr<WorkloadLibrary> library; ///< of a saved one
};

/// A file of that name goes before a saved workload of `database`, which may be empty: files only.
/// Leaves on errors.
WorkloadSource open_workload(const std::string& name, const std::filesystem::path& database);

} // namespace bsc::cli

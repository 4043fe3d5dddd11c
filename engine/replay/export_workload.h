#pragma once

#include "engine/store/workload_library.h"

#include <filesystem>
#include <functional>

namespace bsc {

/// Writes a saved workload as JSON Lines, which WorkloadReader and the import read. The file is
/// there whole or not at all. `progress` is told the rows now and then; after false nothing is
/// written. Runs in the calling thread. Errors: not_found, io, unavailable (cancelled).
Result<void> export_workload(const WorkloadLibrary& library, std::uint64_t id,
                             const std::filesystem::path& file,
                             const std::function<bool(std::uint64_t rows)>& progress = {});

} // namespace bsc

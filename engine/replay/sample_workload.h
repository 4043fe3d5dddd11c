#pragma once

#include "engine/replay/workload.h"
#include "engine/store/workload_library.h"

#include <vector>

namespace bsc {

/// The workload that comes with the program: an hour of a fictional shop's assistant, every prompt
/// with its class.
std::vector<WorkloadRow> sample_workload();

/// Puts it into the library as "first hour". Errors: of WorkloadLibrary::create().
Result<WorkloadInfo> add_sample_workload(WorkloadLibrary& library);

} // namespace bsc

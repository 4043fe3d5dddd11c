#pragma once

#include "engine/store/run_library.h"

#include <string_view>
#include <vector>

namespace bsc::cli {

/// On standard output, one line a run.
void print_runs(const std::vector<RunInfo>& runs);

std::string_view state_of(const RunInfo& run); ///< "running", "finished", "unfinished"

} // namespace bsc::cli

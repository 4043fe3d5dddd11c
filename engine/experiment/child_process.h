#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace bsc {

/// Runs a program to its end and returns what it wrote to standard output; its standard error goes
/// where this process's does. Errors: not_found (no such program), io (it failed).
Result<std::string> output_of(const std::filesystem::path& program,
                              const std::vector<std::string>& arguments);

} // namespace bsc

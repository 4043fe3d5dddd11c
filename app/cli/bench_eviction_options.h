#pragma once

#include "engine/base/result.h"
#include "engine/experiment/eviction.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace bsc::cli {

/// "FILE" or "FILE:EMBEDDINGS.npy".
struct WorkloadArgument {
    std::filesystem::path file;
    std::filesystem::path vectors; ///< empty: the encoder embeds
};
WorkloadArgument parse_workload(std::string_view text);

/// "5%" or "432". Errors: invalid_argument.
Result<EvictionCapacity> parse_capacity(std::string_view text);

} // namespace bsc::cli

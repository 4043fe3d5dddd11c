#pragma once

#include <filesystem>

namespace bsc {

/// False when the file that was opened has been removed, or is not the one of that name any more.
bool is_named(int descriptor, const std::filesystem::path& path);

} // namespace bsc

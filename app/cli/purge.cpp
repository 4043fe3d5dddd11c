#include "app/cli/purge.h"

#include <fmt/format.h>

namespace bsc::cli {
namespace {

std::string megabytes(std::uint64_t bytes) {
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

} // namespace

void tell_purged(std::size_t count, std::string_view noun, const FileRoom& room) {
    fmt::print("{} {}{} deleted for good", count, noun, count == 1 ? "" : "s");
    if (room.given_back > 0)
        fmt::print("; the database is {} smaller", megabytes(room.given_back));
    if (room.kept > 0)
        fmt::print("; {} in it are used again before it grows", megabytes(room.kept));
    fmt::print("\n");
}

} // namespace bsc::cli

#include "app/cli/purge.h"

#include <fmt/format.h>

namespace bsc::cli {
namespace {

std::string size_text(std::uint64_t bytes) {
    const auto size = static_cast<double>(bytes);
    return size < 1e6 ? fmt::format("{:.0f} kB", size / 1e3) : fmt::format("{:.1f} MB", size / 1e6);
}

} // namespace

void tell_purged(std::size_t count, std::string_view noun, const FileRoom& room) {
    fmt::print("{} {}{} deleted for good", count, noun, count == 1 ? "" : "s");
    if (room.given_back > 0)
        fmt::print("; the database is {} smaller", size_text(room.given_back));
    if (room.kept > 0)
        fmt::print("; {} in it are used again before it grows{}", size_text(room.kept),
                   room.can_go ? ", or given back by a purge while no other process has it open"
                               : "");
    fmt::print("\n");
}

} // namespace bsc::cli

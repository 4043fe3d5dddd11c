#pragma once

#include "app/cli/commands.h"
#include "engine/store/file_room.h"

#include <cstddef>
#include <limits>
#include <string_view>

namespace bsc::cli {

/// Says on standard output how many were deleted for good and what became of their room.
void tell_purged(std::size_t count, std::string_view noun, const FileRoom& room);

/// Deletes for good what was removed from a library of workloads or of runs. `noun` is one of them.
template <class Library>
void purge_library(Library& library, std::string_view noun) {
    const auto removed = library.removed();
    if (!removed)
        leave(Exit::database, removed.error());
    finish(library.purge());
    const auto room = library.give_room_back(std::numeric_limits<std::uint64_t>::max());
    if (!room)
        leave(Exit::database, room.error());
    tell_purged(removed->size(), noun, *room);
}

} // namespace bsc::cli

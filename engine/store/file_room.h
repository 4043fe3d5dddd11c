#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>

namespace bsc {

class SharedConnection;

/// What became of the room of deleted rows, in bytes.
struct FileRoom {
    std::uint64_t given_back = 0; ///< by which the file is smaller
    std::uint64_t kept = 0;       ///< still in the file, and used again before it grows
    bool can_go = false; ///< what is kept can be given back when no other process has it open
};

/// Gives the pages of a file that hold nothing back to the file system, a few at a time, so that
/// others get to write in between. The files of older versions have to be rewritten once for that,
/// which keeps every other writer waiting: it is done when a quarter of the file is empty, no more
/// than `most_rewritten` bytes are in use and no other process has the file open. What cannot be
/// given back is told, and no error.
///
/// Blocks, for seconds at 100 MB. `file` empty: in memory, nothing is done. Errors: io.
Result<FileRoom> give_room_back(SharedConnection& connection, const std::filesystem::path& file,
                                std::uint64_t most_rewritten);

/// So much is rewritten well before a writer that waits gives up.
inline constexpr std::uint64_t rewritten_beside_writers = std::uint64_t{64} << 20;

} // namespace bsc

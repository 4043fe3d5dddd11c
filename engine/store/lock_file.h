#pragma once

#include "engine/base/result.h"

#include <filesystem>
#include <utility>

namespace bsc {

/// A file beside the database whose lock says that a process writes to it. The system drops the
/// lock when that process ends, however it ends. (A lock on the database itself would not do:
/// closing any descriptor of a file drops the POSIX locks SQLite holds on it.)
class LockFile {
  public:
    /// Errors: busy (another holder), io.
    static Result<LockFile> acquire(const std::filesystem::path& path);
    ~LockFile(); ///< removes the file

    LockFile(LockFile&& other) noexcept
        : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
    LockFile& operator=(LockFile&&) = delete;

  private:
    LockFile(std::filesystem::path path, int descriptor)
        : path_(std::move(path)), descriptor_(descriptor) {}

    std::filesystem::path path_;
    int descriptor_;
};

} // namespace bsc

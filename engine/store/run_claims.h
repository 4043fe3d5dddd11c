#pragma once

#include "engine/base/result.h"

#include <cstdint>
#include <filesystem>
#include <utility>

namespace bsc {

/// As long as it lives, its holder alone writes to a kept run, and nobody deletes it.
class RunClaim {
  public:
    ~RunClaim();
    RunClaim(RunClaim&& other) noexcept
        : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
    RunClaim& operator=(RunClaim&&) = delete;

  private:
    friend class RunClaims;
    RunClaim(std::filesystem::path path, int descriptor)
        : path_(std::move(path)), descriptor_(descriptor) {}

    std::filesystem::path path_;
    int descriptor_;
};

/// Who writes to which kept run, across processes: a file beside the database in which each writer
/// locks the byte its run numbers. The system drops the lock when the writer ends, however it ends.
/// The file is there only while somebody writes, or after a crash.
///
/// Threads: every call may come from any thread.
class RunClaims {
  public:
    /// Of the runs in `database`, which is there; empty: of runs in memory. Errors: io.
    static Result<RunClaims> of(const std::filesystem::path& database);
    ~RunClaims();
    RunClaims(RunClaims&& other) noexcept
        : path_(std::move(other.path_)), memory_(std::exchange(other.memory_, -1)) {}
    RunClaims& operator=(RunClaims&&) = delete;

    /// Errors: busy (somebody writes to it), io.
    Result<RunClaim> claim(std::uint64_t run) const;
    bool is_claimed(std::uint64_t run) const;

  private:
    RunClaims(std::filesystem::path path, int memory) : path_(std::move(path)), memory_(memory) {}

    std::filesystem::path path_;
    int memory_; ///< -1: the file is on disk
};

} // namespace bsc

#pragma once

#include "engine/base/result.h"
#include "engine/store/file_room.h"
#include "engine/store/run_claims.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace SQLite {
class Database;
}

namespace bsc {

/// One part of a run, such as a cell of a replay matrix.
struct RunPart {
    std::string key;    ///< unique in its run: "policy=sage capacity=432 radius=38"
    std::string state;  ///< "queued", "running", "done", "cancelled", "failed"
    std::string result; ///< JSON; empty unless done
    std::string error;  ///< empty unless failed
};

/// A replay matrix, a benchmark or a stress test: its plan and what came of it.
struct RunInfo {
    std::uint64_t id = 0;
    std::string kind{}; ///< "replay", "benchmark", "stress", "what-if"
    std::string name{};
    std::string workload{};      ///< its name at that time; may be empty
    std::int64_t started_us = 0; ///< Unix epoch
    std::optional<std::int64_t> finished_us{};
    std::string machine{};  ///< JSON; runs of another machine are marked when compared
    std::string settings{}; ///< JSON
    // Told by the library, not told to it:
    std::uint64_t parts = 0, done = 0; ///< of the plan
    bool being_written = false;        ///< here or in another process, just now
};

/// Results of runs, saved part by part as they are done, so that a crash loses at most the parts
/// that were running. In the one SQLite file, through a connection of its own.
///
/// Threads: every call may come from any thread.
class RunLibrary {
  public:
    /// Opens or creates the file. Errors: wrong_format, busy, io.
    static Result<std::unique_ptr<RunLibrary>> open(const std::filesystem::path& file);
    /// Nothing reaches the disk.
    static Result<std::unique_ptr<RunLibrary>> open_in_memory();
    ~RunLibrary();

    /// Saves the plan; all parts are queued. Errors: io.
    Result<std::uint64_t> start(const RunInfo& run, const std::vector<std::string>& keys);
    /// Errors: not_found (no such part), io.
    Result<void> put(std::uint64_t run, const RunPart& part);
    Result<void> finish(std::uint64_t run, std::int64_t finished_us);
    /// For who starts a run or goes on with it, until all is put. Errors: not_found, busy (somebody
    /// else writes to it), io.
    Result<RunClaim> claim(std::uint64_t run) const;

    /// Hides it; restore() brings it back until it is erased. Errors: not_found, busy (it is being
    /// written), io.
    Result<void> remove(std::uint64_t run);
    /// Errors: not_found, io.
    Result<RunInfo> restore(std::uint64_t run);
    /// Deletes one of removed() for good; its number is not given again. Errors: not_found, io.
    Result<void> erase(std::uint64_t run);
    /// Deletes all of removed() for good.
    Result<void> purge();
    /// What erase() and purge() freed goes from the file, see give_room_back(). Errors: io.
    Result<FileRoom> give_room_back(std::uint64_t most_rewritten);

    /// All that are not deleted, newest first; `kind` empty: of all kinds.
    Result<std::vector<RunInfo>> list(std::string_view kind = {}) const;
    /// Those that restore() brings back, newest first.
    Result<std::vector<RunInfo>> removed() const;
    /// Errors: not_found.
    Result<RunInfo> info(std::uint64_t run) const;
    /// In the order of the plan. What was running when its writer ended is told as queued.
    Result<std::vector<RunPart>> parts(std::uint64_t run) const;

  private:
    struct Impl;
    static Result<std::unique_ptr<RunLibrary>> over(std::unique_ptr<SQLite::Database> db,
                                                    const std::filesystem::path& file);
    explicit RunLibrary(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc

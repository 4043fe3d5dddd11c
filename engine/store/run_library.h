#pragma once

#include "engine/base/result.h"

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
};

/// A run with all that came of it.
struct SavedRun {
    RunInfo info;
    std::vector<RunPart> parts; ///< in the order of the plan
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

    /// Takes it out of the library; put_back() undoes that. Errors: not_found, io.
    Result<SavedRun> take(std::uint64_t run);
    /// With the number it had, which no run has got since. Errors: invalid_argument (it is in the
    /// library), io.
    Result<void> put_back(const SavedRun& run);

    /// Newest first; `kind` empty: all.
    Result<std::vector<RunInfo>> list(std::string_view kind = {}) const;
    /// Errors: not_found.
    Result<RunInfo> info(std::uint64_t run) const;
    /// In the order of the plan. What was running when the program ended is queued again.
    Result<std::vector<RunPart>> parts(std::uint64_t run) const;

  private:
    struct Impl;
    static Result<std::unique_ptr<RunLibrary>> over(std::unique_ptr<SQLite::Database> db,
                                                    std::string name);
    explicit RunLibrary(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc

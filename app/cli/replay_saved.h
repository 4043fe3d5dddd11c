#pragma once

#include "app/cli/replay.h"
#include "app/cli/replay_table.h"
#include "engine/store/run_library.h"

namespace bsc::cli {

/// A matrix kept in the library of runs, cell by cell. Every function leaves on errors, but for
/// note(), which may be called from any thread.
class SavedReplay {
  public:
    static SavedReplay start(const ReplayCommand& command, const std::string& workload,
                             const std::vector<MatrixCell>& plan, std::uint64_t requests);
    /// What was asked for when the run was started; jobs and database as in `command`.
    static ReplayCommand command_of(const ReplayCommand& command);
    /// Fills in what is done already. `plan` and `requests` must be what they were then.
    static SavedReplay go_on(const ReplayCommand& command, std::vector<CellRow>& rows,
                             std::uint64_t requests);

    std::uint64_t id() const { return id_; }
    void note(const MatrixCell& cell, const CellUpdate& update);
    /// Closes the run when all its cells are done.
    void finish(bool all_done);

  private:
    explicit SavedReplay(std::unique_ptr<RunLibrary> library) : library_(std::move(library)) {}

    /// Leaves when another writes to the run.
    void claim(std::uint64_t id);

    std::unique_ptr<RunLibrary> library_;
    std::uint64_t id_ = 0;
    std::optional<RunClaim> claim_;
    std::optional<Error> error_; ///< the first of note()
};

} // namespace bsc::cli

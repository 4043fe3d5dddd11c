#pragma once

#include "engine/store/run_library.h"
#include "ui/models/replay_cell.h"
#include "ui/models/replay_plan.h"

#include <memory>
#include <optional>
#include <string>

namespace bsc::ui {

/// A replay that is in the library of runs, whole or cut short.
struct KeptRun {
    std::uint64_t id = 0;
    ReplayPlan plan; ///< without the workload's id
    std::vector<ReplayCell> cells;
    bool otherMachine = false;
};

/// What ran when the program ended counts as cancelled: it can be run again. Errors: of the
/// library; wrong_format (a run of replays this screen has no place for).
Result<KeptRun> readRun(const RunLibrary& runs, const RunInfo& info);
/// The newest run of the workload that can be shown.
std::optional<KeptRun> newestRun(const RunLibrary& runs, const std::string& workload);

/// A run that is written to, and meanwhile deleted by nobody.
struct BegunRun {
    std::uint64_t id = 0;
    RunClaim claim;
};

/// Writes the plan down, or with `before` goes on with that run. What is done already goes along.
/// Errors: not_found (it was deleted), busy (another process goes on with it), io.
Result<BegunRun> beginRun(RunLibrary& runs, std::uint64_t before, const ReplayPlan& plan,
                          const std::vector<ReplayCell>& cells);

/// Keeps what becomes of the cells of a matrix. One call at a time, from its workers.
class RunKeeper {
  public:
    /// Without a run nothing is kept. It is claimed whenever a cell is not over.
    RunKeeper(std::shared_ptr<RunLibrary> runs, std::optional<BegunRun> run,
              std::vector<MatrixCell> cells);

    void keep(const CellUpdate& update);                ///< only changes of state are written down
    const std::string& error() const { return error_; } ///< the first; empty: none

  private:
    Result<void> put(const RunPart& part);

    const std::shared_ptr<RunLibrary> runs_;
    const std::uint64_t run_; ///< 0: none
    std::optional<RunClaim> claim_;
    const std::vector<MatrixCell> cells_;
    std::vector<CellState> states_;
    std::string error_;
};

} // namespace bsc::ui

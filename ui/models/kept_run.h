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

/// Writes the plan down, or with `before` goes on with that run. What is done already goes along.
/// Errors: io.
Result<std::uint64_t> beginRun(RunLibrary& runs, std::uint64_t before, const ReplayPlan& plan,
                               const std::vector<ReplayCell>& cells);

/// Keeps what becomes of the cells of a matrix. One call at a time, from its workers.
class RunKeeper {
  public:
    /// `runs` null or `run` 0: nothing is kept.
    RunKeeper(std::shared_ptr<RunLibrary> runs, std::uint64_t run, std::vector<MatrixCell> cells);

    void keep(const CellUpdate& update);                ///< only changes of state are written down
    const std::string& error() const { return error_; } ///< the first; empty: none

  private:
    const std::shared_ptr<RunLibrary> runs_;
    const std::uint64_t run_;
    const std::vector<MatrixCell> cells_;
    std::vector<CellState> states_;
    std::string error_;
};

} // namespace bsc::ui

#include "app/cli/replay.h"
#include "app/cli/replay_plan.h"
#include "app/cli/replay_saved.h"
#include "app/cli/replay_table.h"

#include <algorithm>
#include <fmt/format.h>
#include <iostream>
#include <numeric>

namespace bsc::cli {
namespace {

/// Follows the cells of a matrix from its workers, one call at a time.
class Follower {
  public:
    Follower(std::vector<CellRow>& rows, std::vector<std::size_t> pending, SavedReplay* saved,
             std::uint64_t requests, ExperimentProgress progress)
        : rows_(rows), pending_(std::move(pending)), saved_(saved),
          total_(requests * pending_.size()), progress_(std::move(progress)),
          replayed_(pending_.size()), states_(pending_.size(), CellState::queued) {}

    void follow(const CellUpdate& update) {
        CellRow& row = rows_[pending_[update.cell]];
        const bool news = states_[update.cell] != update.state;
        states_[update.cell] = update.state;
        replayed_[update.cell] = update.requests;
        if (update.result)
            row.figures = figures_of(*update.result);
        row.error = update.error;
        if (saved_ && news)
            saved_->note(row.cell, update);
        if (progress_)
            progress_(share(),
                      fmt::format("{} of {} replays done",
                                  std::ranges::count(states_, CellState::done), states_.size()));
    }

  private:
    double share() const {
        const auto replayed = std::accumulate(replayed_.begin(), replayed_.end(), std::uint64_t{0});
        return total_ == 0 ? 1 : static_cast<double>(replayed) / static_cast<double>(total_);
    }

    std::vector<CellRow>& rows_;
    const std::vector<std::size_t> pending_; ///< rows, by cell of the matrix
    SavedReplay* const saved_;
    const std::uint64_t total_;
    const ExperimentProgress progress_;
    std::vector<std::uint64_t> replayed_;
    std::vector<CellState> states_;
};

void replay_pending(const ReplayCommand& command, const EncodedWorkload& workload,
                    std::vector<CellRow>& rows, SavedReplay* saved, ExperimentProgress progress) {
    std::vector<std::size_t> pending;
    std::vector<MatrixCell> cells;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!rows[i].figures) {
            pending.push_back(i);
            cells.push_back(rows[i].cell);
        }
    Follower follower(rows, pending, saved, workload.requests(), std::move(progress));
    ReplayMatrix::Options options;
    options.jobs = command.jobs;
    options.batch = command.replay.cache.eviction_batch;
    options.settings = command.replay.cache.policy_settings;
    options.content_gate = command.replay.content_gate;
    ReplayMatrix matrix(
        std::move(cells), options,
        [&](const std::string& encoder, unsigned bits) { return workload.trace(encoder, bits); },
        [&](const CellUpdate& update) { follower.follow(update); });
    matrix.wait();
}

} // namespace

void replay_matrix(ReplayCommand command, const BenchOutput& output) {
    ExperimentRun run("replay", 1, {});
    const std::filesystem::path database = command.database;
    if (command.resume)
        command = SavedReplay::command_of(command);
    const EncodedWorkload workload(command, output.progress());
    std::vector<CellRow> rows;
    const std::vector<MatrixCell> plan = plan_of(command, workload);
    for (const MatrixCell& cell : plan)
        rows.push_back({cell, {}});

    std::optional<SavedReplay> saved;
    ReplayCommand asked = command;
    asked.database = database; // a workload file's run may be kept in any database
    if (command.resume)
        saved.emplace(SavedReplay::go_on(asked, rows, workload.requests()));
    else if (command.save)
        saved.emplace(SavedReplay::start(command, workload.name(), plan, workload.requests()));
    if (saved)
        std::cerr << fmt::format("Run {}; after a crash go on with --resume {}.\n", saved->id(),
                                 saved->id());
    replay_pending(command, workload, rows, saved ? &*saved : nullptr, output.progress());

    const auto done =
        std::ranges::count_if(rows, [](const CellRow& row) { return row.figures.has_value(); });
    if (saved)
        saved->finish(static_cast<std::size_t>(done) == rows.size());
    run.setting("workload", workload.name());
    run.setting("requests", static_cast<std::int64_t>(workload.requests()));
    run.setting("eviction_batch", static_cast<std::int64_t>(command.replay.cache.eviction_batch));
    run.setting("content_gate", std::string(command.replay.content_gate ? "on" : "off"));
    run.setting("jobs", std::int64_t{command.jobs});
    output.write(std::move(run).finish({matrix_table(rows)}));
    if (static_cast<std::size_t>(done) != rows.size())
        throw CommandFailed{Exit::failure,
                            fmt::format("{} of {} replays failed; the notes say why.",
                                        rows.size() - static_cast<std::size_t>(done), rows.size())};
}

} // namespace bsc::cli

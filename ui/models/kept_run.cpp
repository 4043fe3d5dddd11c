#include "ui/models/kept_run.h"

#include "engine/experiment/experiment.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace bsc::ui {

namespace {

CellState stateOf(const std::string& name) {
    for (const CellState state : {CellState::done, CellState::failed})
        if (name_of(state) == name)
            return state;
    return CellState::cancelled;
}

Result<ReplayCell> readCell(const RunPart& part) {
    auto cell = cellFromKey(part.key);
    if (!cell)
        return tl::unexpected(cell.error());
    ReplayCell read{.cell = std::move(*cell), .state = stateOf(part.state)};
    read.error = QString::fromStdString(part.error);
    if (read.state == CellState::done) {
        auto figures = cell_figures_from_json(part.result);
        if (!figures)
            return tl::unexpected(figures.error());
        read.figures = std::move(*figures);
    }
    return read;
}

} // namespace

Result<KeptRun> readRun(const RunLibrary& runs, const RunInfo& info) {
    const auto parts = runs.parts(info.id);
    if (!parts)
        return tl::unexpected(parts.error());
    KeptRun kept;
    kept.id = info.id;
    std::vector<MatrixCell> cells;
    for (const RunPart& part : *parts) {
        auto cell = readCell(part);
        if (!cell)
            return tl::unexpected(cell.error());
        cells.push_back(cell->cell);
        kept.cells.push_back(std::move(*cell));
    }
    auto plan = planFromJson(info.settings, cells);
    if (!plan)
        return tl::unexpected(plan.error());
    kept.plan = std::move(*plan);
    if (kept.plan.cells().size() != kept.cells.size())
        return fail(ErrorCode::wrong_format, "The run is no full matrix of replays.");
    const auto machine = machine_from_json(info.machine);
    kept.otherMachine = !machine || !(*machine == this_machine());
    return kept;
}

std::optional<KeptRun> newestRun(const RunLibrary& runs, const std::string& workload) {
    const auto all = runs.list("replay");
    if (!all)
        return std::nullopt;
    for (const RunInfo& info : *all)
        if (info.workload == workload)
            if (auto kept = readRun(runs, info))
                return std::move(*kept);
    return std::nullopt;
}

namespace {

Result<std::uint64_t> startRun(RunLibrary& runs, const ReplayPlan& plan,
                               const std::vector<ReplayCell>& cells) {
    std::vector<std::string> keys;
    for (const ReplayCell& cell : cells)
        keys.push_back(cell.cell.key());
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const RunInfo info{.kind = "replay",
                       .name = plan.name,
                       .workload = plan.name,
                       .started_us =
                           std::chrono::duration_cast<std::chrono::microseconds>(now).count(),
                       .machine = to_json(this_machine()),
                       .settings = settingsJson(plan)};
    return runs.start(info, keys);
}

bool isOver(CellState state) { return state != CellState::queued && state != CellState::running; }

} // namespace

Result<BegunRun> beginRun(RunLibrary& runs, std::uint64_t before, const ReplayPlan& plan,
                          const std::vector<ReplayCell>& cells) {
    const auto run = before == 0 ? startRun(runs, plan, cells) : before;
    if (!run)
        return tl::unexpected(run.error());
    auto claim = runs.claim(*run);
    if (!claim)
        return tl::unexpected(claim.error());
    for (const ReplayCell& cell : cells)
        if (before == 0 && cell.figures)
            if (const auto put =
                    runs.put(*run, {cell.cell.key(), "done", to_json(*cell.figures), {}});
                !put)
                return tl::unexpected(put.error());
    return BegunRun{*run, std::move(*claim)};
}

RunKeeper::RunKeeper(std::shared_ptr<RunLibrary> runs, std::optional<BegunRun> run,
                     std::vector<MatrixCell> cells)
    : runs_(std::move(runs)), run_(run ? run->id : 0), cells_(std::move(cells)),
      states_(cells_.size(), CellState::queued) {
    if (run)
        claim_.emplace(std::move(run->claim));
}

void RunKeeper::keep(const CellUpdate& update) {
    if (run_ == 0 || std::exchange(states_[update.cell], update.state) == update.state)
        return;
    RunPart part{cells_[update.cell].key(), std::string(name_of(update.state)), {}, update.error};
    if (update.result)
        part.result = to_json(figures_of(*update.result));
    if (const auto kept = put(part); !kept && error_.empty())
        error_ = kept.error().text;
    if (std::ranges::all_of(states_, isOver))
        claim_.reset();
}

Result<void> RunKeeper::put(const RunPart& part) {
    if (!claim_) { // a cell of a run that was over is queued again
        auto claim = runs_->claim(run_);
        if (!claim)
            return tl::unexpected(claim.error());
        claim_.emplace(std::move(*claim));
    }
    return runs_->put(run_, part);
}

} // namespace bsc::ui

#include "app/workbench/runs_wiring.h"

#include "ui/models/format.h"
#include "ui/models/room_text.h"

#include <QMenu>

#include <algorithm>

namespace bsc::ui {

namespace {

const QString removedKey = "runs-removed", erasedKey = "runs-erased", failedKey = "runs";

} // namespace

RunsWiring::RunsWiring(const EngineParts& engine, WorkloadsWiring& workloads,
                       BenchmarksWiring& benchmarks, NoticeBoard& notices, const Theme& theme,
                       QWidget& window)
    : workloads_(workloads), benchmarks_(benchmarks), notices_(notices),
      inMemory_(engine.database.empty()), shelf_(engine.runs),
      sheet_(*new KeptRunsSheet(shelf_, theme, &window)),
      removeShown_(new QAction(tr("Delete this run"), &sheet_)) {
    makeCommands();
    follow();
    showRunning();
}

RunsWiring::~RunsWiring() {
    sheet_.hide(); // the shelf goes before it
}

void RunsWiring::makeCommands() {
    auto* all = new QAction(tr("Kept runs…"), &sheet_);
    all->setObjectName("actionKeptRuns");
    connect(all, &QAction::triggered, &sheet_, &KeptRunsSheet::open);
    auto* deleted = new QAction(tr("Deleted runs…"), &sheet_);
    deleted->setObjectName("actionDeletedRuns");
    connect(deleted, &QAction::triggered, &sheet_, &KeptRunsSheet::openDeleted);
    removeShown_->setObjectName("actionDeleteRun");
    removeShown_->setShortcut(QKeySequence::Delete);
    removeShown_->setShortcutContext(Qt::WidgetShortcut); // with the keyboard on the box of runs
    connect(removeShown_, &QAction::triggered, this, [this] {
        if (const auto report = benchmarks_.model().report())
            shelf_.remove({report->run.id});
    });
    workloads_.menu().addActions({all, deleted});
    benchmarks_.menu().addSeparator();
    benchmarks_.menu().addActions({removeShown_, all, deleted});
    benchmarks_.page().setRunActions({removeShown_, all});
    workloads_.comparison().setRunsAction(*all);
}

void RunsWiring::follow() {
    connect(&workloads_.session(), &ReplaySession::changed, this, &RunsWiring::showRunning);
    connect(&benchmarks_.model(), &BenchmarkModel::progressChanged, this, &RunsWiring::showRunning);
    connect(&benchmarks_.model(), &BenchmarkModel::reportChanged, this, &RunsWiring::showRunning);
    connect(&shelf_, &RunShelf::removed, this, &RunsWiring::showOthers);
    connect(&shelf_, &RunShelf::removed, this, &RunsWiring::tellRemoved);
    connect(&shelf_, &RunShelf::restored, this, &RunsWiring::showRestored);
    connect(&shelf_, &RunShelf::erased, this, &RunsWiring::tellErased);
    connect(&shelf_, &RunShelf::failed, this, [this](const QString& title, const QString& why) {
        notices_.raise({failedKey, Notice::Level::error, title, why, {}});
    });
}

void RunsWiring::showRunning() {
    std::set<std::uint64_t> running;
    if (workloads_.session().isBusy())
        running.insert(workloads_.session().run());
    if (const auto& progress = benchmarks_.model().progress())
        running.insert(progress->news.run);
    const auto report = benchmarks_.model().report();
    removeShown_->setEnabled(report && !running.contains(report->run.id));
    shelf_.setRunning(std::move(running));
}

void RunsWiring::tellRemoved(const std::vector<std::uint64_t>& runs) {
    notices_.raise({removedKey,
                    Notice::Level::info,
                    runs.size() == 1 ? tr("Run %1 was deleted").arg(runs.front())
                                     : tr("%1 runs were deleted").arg(formatCount(runs.size())),
                    inMemory_ ? tr("It can be brought back until the program is closed.")
                              : tr("It can be brought back, also in a later session, until it is "
                                   "deleted for good under Workload, Deleted runs."),
                    {{tr("Undo"), [this] { shelf_.undo(); }},
                     {tr("Show deleted"), [this] { sheet_.openDeleted(); }}}});
}

void RunsWiring::tellErased(const std::vector<std::uint64_t>& runs, const FileRoom& room) {
    notices_.clear(removedKey); // its undo may mean one of them
    notices_.raise({erasedKey,
                    Notice::Level::info,
                    runs.size() == 1
                        ? tr("Run %1 was deleted for good").arg(runs.front())
                        : tr("%1 runs were deleted for good").arg(formatCount(runs.size())),
                    roomText(room),
                    {}});
}

void RunsWiring::showOthers(const std::vector<std::uint64_t>& gone) {
    benchmarks_.model().forget(gone);
    ReplaySession& session = workloads_.session();
    const ShelfRow* workload = workloads_.shelf().find(session.plan().workload);
    if (workload && std::ranges::find(gone, session.run()) != gone.end())
        session.showLast(workload->info);
    workloads_.runsChanged();
}

void RunsWiring::showRestored() {
    notices_.clear(removedKey);
    benchmarks_.model().refresh();
    ReplaySession& session = workloads_.session();
    const ShelfRow* workload = workloads_.shelf().find(session.plan().workload);
    if (workload && session.cells().empty())
        session.showLast(workload->info);
    workloads_.runsChanged();
}

} // namespace bsc::ui

#include "ui/models/deleted_runs.h"

#include "ui/models/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace bsc::ui {

namespace {

enum Column { number, kind, workload, started, results };

} // namespace

DeletedRuns::DeletedRuns(RunShelf& shelf, QObject* parent) : DeletedThings(parent), shelf_(shelf) {
    connect(&shelf_, &RunShelf::changed, this, &DeletedThings::changed);
}

QString DeletedRuns::title() const { return tr("Deleted runs"); }

std::vector<DeletedThings::Column> DeletedRuns::columns() const {
    return {{tr("Run"), false},
            {tr("Kind")},
            {tr("Workload")},
            {tr("Started"), false},
            {tr("Results"), false}};
}

int DeletedRuns::wideColumn() const { return workload; }

QString DeletedRuns::emptyText() const {
    return tr("A run that is deleted waits here until it is brought back or deleted for good.");
}

std::vector<DeletedThing> DeletedRuns::things() const {
    std::vector<DeletedThing> all;
    for (const RunInfo& run : shelf_.removedOnes())
        all.push_back(
            {run.id,
             {QString::number(run.id), QString::fromStdString(run.kind), subjectOf(run),
              startText(run), tr("%1 of %2").arg(formatCount(run.done), formatCount(run.parts))},
             {},
             shelf_.isErasing(run.id)});
    return all;
}

QString DeletedRuns::summary() const {
    return tr("%1 deleted").arg(formatCount(shelf_.removedOnes().size()));
}

QString DeletedRuns::question(const std::vector<std::uint64_t>& ids) const {
    std::uint64_t done = 0;
    for (const RunInfo& run : shelf_.removedOnes())
        if (std::ranges::find(ids, run.id) != ids.end())
            done += run.done;
    const QString what = ids.size() == 1 ? tr("run %1").arg(ids.front())
                                         : tr("%1 runs").arg(formatCount(ids.size()));
    const QString lost =
        done == 1 ? tr("1 result is") : tr("%1 results are").arg(formatCount(done));
    return tr("Delete %1 for good? %2 lost and cannot be brought back. Workloads stay.")
        .arg(what, lost);
}

QString subjectOf(const RunInfo& run) {
    return QString::fromStdString(run.workload.empty() ? run.name : run.workload);
}

QString startText(const RunInfo& run) {
    return QLocale::c().toString(QDateTime::fromMSecsSinceEpoch(run.started_us / 1000),
                                 "d MMM yyyy HH:mm");
}

} // namespace bsc::ui

#include "ui/pages/kept_runs_sheet.h"

#include "engine/experiment/experiment.h"
#include "ui/models/format.h"
#include "ui/widgets/command_button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"
#include "ui/widgets/segmented_control.h"

#include <QItemSelectionModel>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{760, 440};

enum Part { kept, deleted };
enum Column { number, kind, workload, started, state, machine };

} // namespace

KeptRunsSheet::KeptRunsSheet(RunShelf& shelf, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Runs"), sheet_size, parent), shelf_(shelf), deletedRuns_(shelf),
      remove_(command("keptRunsDelete", tr("Delete"), QKeySequence::Delete)),
      undo_(command("keptRunsUndo", tr("Undo delete"), QKeySequence::Undo)),
      parts_(new SegmentedControl(theme, {tr("Kept"), tr("Deleted")})), bodies_(new QStackedWidget),
      feet_(new QStackedWidget), deleted_(new DeletedPanel(deletedRuns_, "deletedRuns", theme)) {
    setObjectName("keptRunsSheet");
    parts_->setObjectName("keptRunsPart");
    parts_->setAccessibleName(tr("Kept or deleted runs"));
    head().addWidget(parts_);
    addCloseButton();
    bodies_->addWidget(makeKept(theme));
    bodies_->addWidget(deleted_);
    body().addWidget(bodies_, 1);
    feet_->addWidget(makeKeptFoot(theme));
    feet_->addWidget(deleted_->foot());
    foot().addWidget(feet_, 1);
    connect(parts_, &SegmentedControl::currentChanged, this, &KeptRunsSheet::showPart);
    connect(remove_, &QAction::triggered, this, [this] { shelf_.remove(picked()); });
    connect(undo_, &QAction::triggered, &shelf_, &RunShelf::undo);
    connect(&shelf_, &RunShelf::changed, this, &KeptRunsSheet::showRuns);
    showRuns();
}

QAction* KeptRunsSheet::command(const char* name, const QString& text, const QKeySequence& key) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(key);
    return action;
}

QWidget* KeptRunsSheet::makeKept(const Theme& theme) {
    using enum PlainTable::Kind;
    table_ = new PlainTable("keptRuns", tr("Kept runs"),
                            {{tr("Run")},
                             {tr("Kind"), words},
                             {tr("Workload"), words},
                             {tr("Started")},
                             {tr("State"), words},
                             {tr("Machine"), words}},
                            theme);
    table_->setStretched({workload});
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    remove_->setShortcutContext(Qt::WidgetShortcut); // among the deleted it has another meaning
    table_->addAction(remove_);
    addAction(undo_);
    connect(table_, &QTableWidget::itemSelectionChanged, this, &KeptRunsSheet::showPicked);
    return table_;
}

QWidget* KeptRunsSheet::makeKeptFoot(const Theme& theme) {
    state_ = new Label(theme, FontRole::secondary, Tone::tx3);
    state_->setObjectName("keptRunsState");
    auto* page = new QWidget;
    auto* row = new QHBoxLayout(page);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(state_, 1);
    row->addWidget(commandButton(*undo_, theme, "undo", undo_->text()));
    row->addWidget(commandButton(*remove_, theme, "trash", remove_->text()));
    return page;
}

void KeptRunsSheet::open() { openAt(kept); }
void KeptRunsSheet::openDeleted() { openAt(deleted); }

void KeptRunsSheet::openAt(int part) {
    parts_->setCurrent(part);
    show();
    raise();
    activateWindow();
    showPart(part);
}

void KeptRunsSheet::showPart(int part) {
    bodies_->setCurrentIndex(part);
    feet_->setCurrentIndex(part);
    if (part == deleted) {
        deleted_->begin();
        return;
    }
    deleted_->closeQuestion();
    shelf_.refresh(); // bsc may have run others meanwhile
    table_->setFocus();
}

void KeptRunsSheet::reject() {
    if (!deleted_->closeQuestion())
        Sheet::reject();
}

std::vector<std::uint64_t> KeptRunsSheet::picked() const {
    std::vector<std::uint64_t> runs;
    for (const QModelIndex& row : table_->selectionModel()->selectedRows())
        runs.push_back(row.data(Qt::UserRole).toULongLong());
    return runs;
}

void KeptRunsSheet::showRuns() {
    const auto before = picked();
    const auto& runs = shelf_.runs();
    const Machine here = this_machine();
    {
        const QSignalBlocker quiet(table_);
        table_->clearSelection();
        table_->setRowCount(static_cast<int>(runs.size()));
        for (int row = 0; row < table_->rowCount(); ++row) {
            const RunInfo& run = runs[static_cast<std::size_t>(row)];
            const auto measuredOn = machine_from_json(run.machine);
            const bool known = measuredOn.has_value(), same = known && *measuredOn == here;
            table_->setCell(row, number, QString::number(run.id))
                .setData(Qt::UserRole, QVariant::fromValue<qulonglong>(run.id));
            table_->setCell(row, kind, QString::fromStdString(run.kind));
            table_->setCell(row, workload, subjectOf(run), subjectOf(run));
            table_->setCell(row, started, startText(run));
            table_->setCell(row, state,
                            shelf_.isRunning(run.id) ? tr("running")
                            : run.finished_us        ? tr("finished")
                                                     : tr("unfinished"));
            table_->setCell(row, machine, same ? tr("this one") : tr("another"),
                            known ? toText(text_of(*measuredOn)) : QString());
            if (std::ranges::find(before, run.id) != before.end())
                table_->selectionModel()->select(table_->model()->index(row, 0),
                                                 QItemSelectionModel::Select |
                                                     QItemSelectionModel::Rows);
        }
        if (!table_->selectionModel()->hasSelection() && table_->rowCount() > 0)
            table_->selectRow(std::clamp(table_->currentRow(), 0, table_->rowCount() - 1));
    }
    state_->setText(!runs.empty()     ? tr("%1 runs, newest first").arg(formatCount(runs.size()))
                    : shelf_.isRead() ? tr("No run is kept yet: replays and benchmarks are.")
                                      : tr("Reading the kept runs"));
    const auto gone = shelf_.removedOnes().size();
    parts_->setChoices(
        {tr("Kept"), gone == 0 ? tr("Deleted") : tr("Deleted, %1").arg(formatCount(gone))});
    showPicked();
}

void KeptRunsSheet::showPicked() {
    const auto runs = picked();
    remove_->setEnabled(
        std::ranges::any_of(runs, [this](std::uint64_t run) { return !shelf_.isRunning(run); }));
    undo_->setEnabled(shelf_.canUndo());
}

} // namespace bsc::ui

#include "ui/pages/comparison_sheet.h"

#include "engine/code/similarity.h"
#include "ui/models/format.h"
#include "ui/models/policy_look.h"
#include "ui/models/replay_plan.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/command_button.h"
#include "ui/widgets/label.h"
#include "ui/widgets/plain_table.h"

#include <QHeaderView>

#include <algorithm>

namespace bsc::ui {

namespace {

enum Column { replay, leftRate, rightRate, points, leftWrong, rightWrong, wrongPoints, same };

QString rate(const std::optional<CellFigures>& figures) {
    return figures ? formatPercent(figures->hit_rate()) : QString("–");
}

QString wrong(const std::optional<CellFigures>& figures) {
    if (!figures)
        return "–";
    return figures->judged_hits == 0 ? ComparisonSheet::tr("not judged")
                                     : formatPercent(figures->wrong_share().share);
}

QString sample(const std::optional<CellFigures>& figures) {
    return figures ? ComparisonSheet::tr("%1 requests, %2 hits judged, evict p99 %3")
                         .arg(formatCount(figures->requests), formatCount(figures->judged_hits),
                              formatDuration(figures->evict_p99_us).text())
                   : ComparisonSheet::tr("this run has no such replay");
}

QString signedPoints(const std::optional<double>& points) {
    return points ? (*points < 0 ? "" : "+") + formatFixed(*points, 1) : QString("–");
}

} // namespace

ComparisonSheet::ComparisonSheet(ComparisonDesk& desk, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Compare two runs"), {900, 560}, parent), desk_(desk), theme_(theme),
      left_(runBox("leftRun", tr("Run at the left"))),
      right_(runBox("rightRun", tr("Run at the right"))),
      marks_(new Label(theme, FontRole::secondary, Tone::tx2)),
      state_(new Label(theme, FontRole::secondary, Tone::tx3)) {
    setObjectName("comparisonSheet");
    addCloseButton();
    makeTable();
    marks_->setObjectName("comparisonMarks");
    marks_->setWordWrap(true);
    marks_->setOutcome(false);
    state_->setObjectName("comparisonState");
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(left_, 1);
    row->addWidget(new Label(theme, FontRole::secondary, Tone::tx3, tr("and")));
    row->addWidget(right_, 1);
    body().setSpacing(10);
    body().addLayout(row);
    body().addWidget(marks_);
    body().addWidget(table_, 1);
    foot().addWidget(state_);
    foot().addStretch(1);
    connect(left_, &QComboBox::activated, this, &ComparisonSheet::compare);
    connect(right_, &QComboBox::activated, this, &ComparisonSheet::compare);
    connect(&desk_, &ComparisonDesk::listed, this, &ComparisonSheet::showRuns);
    connect(&desk_, &ComparisonDesk::compared, this, &ComparisonSheet::showComparison);
}

QComboBox* ComparisonSheet::runBox(const char* name, const QString& text) {
    auto* box = new ChoiceBox(name, text, QWIDGETSIZE_MAX);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return box;
}

void ComparisonSheet::makeTable() {
    using enum PlainTable::Kind;
    table_ = new PlainTable("comparisonTable", tr("Replays of both runs"),
                            {{tr("Replay"), words},
                             {tr("Hit rate, left")},
                             {tr("right")},
                             {tr("points")},
                             {tr("Wrong, left")},
                             {tr("right")},
                             {tr("points")},
                             {tr("Decisions"), words}},
                            theme_);
    constexpr int least_width = 84;
    table_->horizontalHeader()->setMinimumSectionSize(least_width);
    table_->setStretched({replay});
}

void ComparisonSheet::open(std::uint64_t run) {
    wanted_ = run;
    desk_.refresh();
    show();
    raise();
    activateWindow();
}

void ComparisonSheet::setRunsAction(QAction& runs) {
    foot().addWidget(commandButton(runs, theme_, "list", runs.text()));
}

void ComparisonSheet::showRuns() {
    left_->clear();
    right_->clear();
    for (const RunInfo& run : desk_.runs())
        for (QComboBox* box : {left_, right_})
            box->addItem(runTitle(run), static_cast<qulonglong>(run.id));
    if (desk_.runs().size() < 2) {
        marks_->clear();
        table_->setRowCount(0);
        state_->setText(desk_.runs().empty()
                            ? tr("No replay is kept yet.")
                            : tr("One replay is kept; a second one is needed to compare."));
        return;
    }
    const int right = std::max(0, right_->findData(static_cast<qulonglong>(wanted_)));
    right_->setCurrentIndex(right);
    left_->setCurrentIndex(right + 1 < left_->count() ? right + 1 : 0);
    compare();
}

void ComparisonSheet::compare() {
    desk_.compare(left_->currentData().toULongLong(), right_->currentData().toULongLong());
}

void ComparisonSheet::showComparison() {
    table_->setRowCount(0);
    if (!desk_.comparison()) {
        marks_->clear();
        state_->setText(desk_.error());
        return;
    }
    const RunComparison& both = *desk_.comparison();
    QStringList marks;
    if (both.otherMachine)
        marks.append(tr("Measured on different machines, so times do not compare: %1; %2.")
                         .arg(both.leftMachine, both.rightMachine));
    if (both.otherWorkload)
        marks.append(tr("Different workloads: the differences are not those of settings."));
    if (!both.settings.isEmpty())
        marks.append(tr("Settings differ: %1.").arg(both.settings.join(", ")));
    marks_->setText(marks.join('\n'));
    marks_->setVisible(!marks.isEmpty());
    table_->setRowCount(static_cast<int>(both.cells.size()));
    for (int row = 0; row < table_->rowCount(); ++row)
        setRow(row, both.cells[static_cast<std::size_t>(row)]);
    const auto in_both = std::ranges::count_if(
        both.cells, [](const ComparedCell& cell) { return cell.left && cell.right; });
    state_->setText(tr("%1 replays, %2 of them in both runs; points are right less left")
                        .arg(both.cells.size())
                        .arg(in_both));
}

void ComparisonSheet::setRow(int row, const ComparedCell& cell) {
    table_->setCell(row, replay,
                    tr("%1, %2 entries, ≤ %3 bits")
                        .arg(policyTitle(cell.policy), formatCount(cell.capacity))
                        .arg(cell.radius),
                    QString::fromStdString(cell.key));
    table_->setCell(row, leftRate, rate(cell.left), sample(cell.left));
    table_->setCell(row, rightRate, rate(cell.right), sample(cell.right));
    table_->setCell(row, points, signedPoints(cell.ratePoints()));
    table_->setCell(row, leftWrong, wrong(cell.left), sample(cell.left));
    table_->setCell(row, rightWrong, wrong(cell.right), sample(cell.right));
    table_->setCell(row, wrongPoints, signedPoints(cell.wrongPoints()));
    const auto decisions = cell.sameDecisions();
    table_->setCell(row, same,
                    !decisions   ? QString("–")
                    : *decisions ? tr("the same")
                                 : tr("differ"));
}

} // namespace bsc::ui

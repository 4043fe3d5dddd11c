#include "ui/pages/benchmarks_page.h"

#include "ui/charts/curve_chart.h"
#include "ui/charts/memory_bars.h"
#include "ui/charts/report_curves.h"
#include "ui/models/format.h"
#include "ui/pages/benchmark_progress.h"
#include "ui/pages/benchmark_texts.h"
#include "ui/pages/run_benchmarks_sheet.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/criteria_bars.h"
#include "ui/widgets/hairline.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel_header.h"
#include "ui/widgets/reset_splitter.h"
#include "ui/widgets/results_matrix.h"
#include "ui/widgets/segmented_control.h"

#include <QDataStream>
#include <QMenu>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace bsc::ui {

namespace {

enum Panel : std::size_t { results, criteria, scan, memory, latency };

const QList<int> row_heights{432, 320}, top_widths{776, 588}, bottom_widths{452, 452, 460};
const QList<int> narrow_row_heights{330, 208}, narrow_top_widths{500, 448};
constexpr int narrow_below = 1120; ///< px: a window of 1200 less the rail
constexpr int line_height = 28;
constexpr quint32 state_version = 1;

constexpr std::array figures{MatrixFigure::hit_rate, MatrixFigure::wrong_hits, MatrixFigure::saved,
                             MatrixFigure::evict_p99};

QString unitText(MatrixFigure figure) {
    switch (figure) {
    case MatrixFigure::hit_rate:
        return QObject::tr("%, small: wrong hits; outlined: best in column");
    case MatrixFigure::wrong_hits:
        return QObject::tr("% of judged hits; outlined: best in column");
    case MatrixFigure::saved:
        return QObject::tr("% of answer tokens; outlined: best in column");
    case MatrixFigure::evict_p99:
        return QObject::tr("ms to evict; outlined: best in column");
    }
    return {};
}

/// How many measurements stand behind a table's figures.
QString samplesOf(const BenchmarkReport& report, const char* experiment) {
    const ExperimentResult* result = report.experiment(experiment);
    if (!result)
        return {};
    for (const auto& [name, value] : result->settings)
        if (const auto* number = std::get_if<std::int64_t>(&value); number && name == "repeats")
            return QObject::tr("median of %1 queries").arg(formatCount(*number));
    return {};
}

QString latencySamples(const BenchmarkReport& report) {
    const ExperimentResult* result = report.experiment("default replay");
    const ResultTable* table = result ? result->table("added latency") : nullptr;
    if (!table)
        return {};
    double samples = 0;
    for (std::size_t row = 0; row < table->rows.size(); ++row)
        samples += table->number(row, "samples").value_or(0);
    return QObject::tr("in process, n = %1").arg(formatCount(std::llround(samples)));
}

void onPanelColor(QWidget* widget) {
    widget->setAutoFillBackground(true);
    widget->setBackgroundRole(QPalette::Base);
}

struct RunChoice {
    QString name;
    std::uint64_t id;
};

/// Leaves a box alone that has these choices already: it may be open.
void fill(QComboBox& box, const std::vector<RunChoice>& choices, std::uint64_t current) {
    const auto idAt = [&](int row) { return box.itemData(row).toULongLong(); };
    bool same = box.count() == static_cast<int>(choices.size());
    for (int row = 0; same && row < box.count(); ++row)
        same = idAt(row) == choices[static_cast<std::size_t>(row)].id;
    const QSignalBlocker quiet(&box);
    if (!same) {
        box.clear();
        for (const RunChoice& choice : choices)
            box.addItem(choice.name, QVariant::fromValue<qulonglong>(choice.id));
    }
    if (box.currentIndex() < 0 || idAt(box.currentIndex()) != current)
        box.setCurrentIndex(box.findData(QVariant::fromValue<qulonglong>(current)));
}

Label* quiet(const Theme& theme) {
    auto* label = new Label(theme, FontRole::secondary, Tone::tx3);
    label->setMinimumWidth(1); // the page may be narrower than it wishes
    return label;
}

} // namespace

BenchmarksPage::BenchmarksPage(BenchmarkModel& model, const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), theme_(theme), screens_(new QStackedWidget) {
    setObjectName("benchmarksPage");
    makeHeader();
    screens_->addWidget(makeEmpty());
    screens_->addWidget(makeContent());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header_);
    column->addWidget(new BenchmarkProgress(model_, theme_));
    column->addWidget(new Hairline(Qt::Horizontal, theme));
    column->addWidget(screens_, 1);
    setFocusProxy(matrix_);
    follow();
    showList();
    showReport();
}

void BenchmarksPage::makeHeader() {
    header_ = new PanelHeader(theme_, tr("Benchmark"));
    header_->setFixedHeight(44);
    const auto box = [&](const char* name, const QString& text, int width) {
        auto* combo = new ChoiceBox(name, text, width);
        header_->addText(combo);
        return combo;
    };
    runs_ = box("benchmarkRun", tr("Run"), 330);
    header_->addText(new Label(theme_, FontRole::secondary, Tone::tx3, tr("compare with")));
    others_ = box("benchmarkOther", tr("Compare with"), 240);
    facts_ = quiet(theme_);
    facts_->setObjectName("benchmarkFacts");
    header_->addYielding(facts_);
    doubts_ = quiet(theme_);
    doubts_->setObjectName("benchmarkDoubts");
    doubts_->setOutcome(false);
    header_->addYielding(doubts_);
    export_ = new QPushButton(tr("Export report"));
    export_->setObjectName("exportReport");
    export_->setAccessibleName(tr("Export report"));
    export_->setIcon(tintedIcon(theme_, "export"));
    run_ = new QPushButton(tr("Run benchmarks…"));
    run_->setObjectName("runBenchmarks");
    run_->setAccessibleName(tr("Run benchmarks"));
    run_->setProperty("look", "primary");
    run_->setIcon(tintedIcon(theme_, "play", Tone::onAccent));
    for (QPushButton* button : {export_, run_})
        header_->addControl(button);
    connect(run_, &QPushButton::clicked, this, &BenchmarksPage::runRequested);
}

QWidget* BenchmarksPage::makeEmpty() {
    auto* page = new QWidget;
    onPanelColor(page);
    emptyTitle_ = new Label(theme_, FontRole::sheetTitle, Tone::tx);
    emptyTitle_->setObjectName("benchmarksEmpty");
    emptyText_ = new Label(theme_, FontRole::base, Tone::tx2);
    emptyText_->setObjectName("benchmarksEmptyText");
    for (Label* label : {emptyTitle_, emptyText_}) {
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
    }
    auto* run = new QPushButton(tr("Run benchmarks…"));
    run->setObjectName("runFirstBenchmarks");
    run->setAccessibleName(tr("Run benchmarks"));
    run->setProperty("look", "primary");
    connect(run, &QPushButton::clicked, this, &BenchmarksPage::runRequested);
    auto* column = new QVBoxLayout(page);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(emptyTitle_);
    column->addWidget(emptyText_);
    column->addWidget(run, 0, Qt::AlignHCenter);
    column->addStretch(3);
    return page;
}

ChartPanel* BenchmarksPage::panel(std::size_t at, const QString& title, QWidget* widget,
                                  const Chart& chart) {
    panels_[at] = new ChartPanel(theme_, title, {}, widget, chart);
    panels_[at]->setNote(
        [this] { return model_.report() ? noteOf(*model_.report()) : ExportNote(); });
    samples_[at] = quiet(theme_);
    panels_[at]->header()->addText(samples_[at]);
    connect(panels_[at], &ChartPanel::failed, this, &BenchmarksPage::failed);
    connect(panels_[at], &ChartPanel::expandToggled, this,
            [this, at](bool expanded) { expand(expanded ? panels_[at] : nullptr); });
    return panels_[at];
}

QWidget* BenchmarksPage::makeContent() {
    top_ = new ResetSplitter(Qt::Horizontal, top_widths);
    top_->addWidget(makeResults());
    top_->addWidget(makeCriteria());
    top_->setStretchFactor(0, 1);
    top_->reset();
    rows_ = new ResetSplitter(Qt::Vertical, row_heights);
    rows_->addWidget(top_);
    rows_->addWidget(makeCharts());
    rows_->setStretchFactor(1, 1);
    rows_->reset();
    return rows_;
}

QWidget* BenchmarksPage::makeResults() {
    matrix_ = new ResultsMatrix(model_, theme_);
    auto* scroll = new QScrollArea;
    scroll->setObjectName("resultsScroll");
    scroll->setWidget(matrix_);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    ChartPanel* made = panel(results, tr("Results"), scroll, *matrix_);
    figure_ = new SegmentedControl(
        theme_, {tr("Hit rate"), tr("Wrong hits"), tr("Saved"), tr("Evict p99")});
    figure_->setObjectName("resultsFigure");
    figure_->setAccessibleName(tr("Figure in the cells"));
    made->header()->addText(figure_);
    unit_ = quiet(theme_);
    unit_->setText(unitText(matrix_->figure()));
    made->addControl(unit_);
    auto* foot = new QWidget;
    foot->setFixedHeight(line_height);
    onPanelColor(foot);
    lineName_ = new Label(theme_, FontRole::panelTitle, Tone::tx);
    line_ = new Label(theme_, FontRole::secondary, Tone::tx2);
    line_->setObjectName("resultsLine");
    line_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(14, 0, 12, 4);
    row->setSpacing(6);
    row->addWidget(lineName_);
    row->addWidget(line_, 1);
    made->addBelow(foot);
    connect(&model_, &BenchmarkModel::cellChanged, scroll, [this, scroll] {
        const QRect cell = matrix_->chosenRect();
        if (!cell.isNull())
            scroll->ensureVisible(cell.center().x(), cell.center().y(), cell.width(),
                                  cell.height());
    });
    connect(figure_, &SegmentedControl::currentChanged, this, [this](int choice) {
        matrix_->setFigure(figures[static_cast<std::size_t>(choice)]);
        unit_->setText(unitText(matrix_->figure()));
    });
    return made;
}

QWidget* BenchmarksPage::makeCriteria() {
    criteria_ = new CriteriaBars(model_, theme_);
    auto* scroll = new QScrollArea;
    scroll->setObjectName("criteriaScroll");
    scroll->setWidget(criteria_);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    ChartPanel* made = panel(criteria, tr("Success criteria"), scroll, *criteria_);
    subject_ = samples_[criteria];
    subject_->setObjectName("criteriaSubject");
    decision_ = new Label(theme_, FontRole::panelTitle, Tone::tx);
    decision_->setObjectName("criteriaDecision");
    made->addControl(decision_);
    return made;
}

QWidget* BenchmarksPage::makeCharts() {
    scan_ = new CurveChart(theme_);
    scan_->setData(scanCurves({}));
    scan_->setAccessibleName(tr("Hamming scan at scale"));
    memory_ = new MemoryBars(theme_);
    latency_ = new CurveChart(theme_);
    latency_->setData(latencyCurves({}));
    latency_->setAccessibleName(tr("Added latency"));
    bottom_ = new ResetSplitter(Qt::Horizontal, bottom_widths);
    bottom_->addWidget(panel(scan, tr("Hamming scan at scale"), scan_, *scan_));
    bottom_->addWidget(panel(memory, tr("Memory"), memory_, *memory_));
    bottom_->addWidget(panel(latency, tr("Added latency"), latency_, *latency_));
    bottom_->reset();
    return bottom_;
}

void BenchmarksPage::setExportMenu(QMenu* menu) { export_->setMenu(menu); }

void BenchmarksPage::setRunActions(const QList<QAction*>& actions) {
    runs_->addActions(actions);
    runs_->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void BenchmarksPage::follow() {
    connect(&model_, &BenchmarkModel::listChanged, this, &BenchmarksPage::showList);
    connect(&model_, &BenchmarkModel::reportChanged, this, &BenchmarksPage::showReport);
    connect(&model_, &BenchmarkModel::cellChanged, this, &BenchmarksPage::showCell);
    connect(runs_, &QComboBox::activated, this,
            [this] { model_.show(runs_->currentData().toULongLong()); });
    connect(others_, &QComboBox::activated, this,
            [this] { model_.compare(others_->currentData().toULongLong()); });
}

void BenchmarksPage::showList() {
    const std::uint64_t shown = model_.report() ? model_.report()->run.id : 0,
                        other = model_.other() ? model_.other()->run.id : 0;
    std::vector<RunChoice> runs, others{{tr("none"), 0}};
    for (const RunInfo& run : model_.runs()) {
        runs.push_back({nameOf(run), run.id});
        if (run.id != shown)
            others.push_back(runs.back());
    }
    fill(*runs_, runs, shown);
    fill(*others_, others, other);
    runs_->setEnabled(runs_->count() > 0);
    others_->setEnabled(others_->count() > 1);

    emptyTitle_->setText(model_.isRead() ? tr("No run yet") : tr("Reading the kept runs"));
    if (!model_.workloads().empty()) {
        const BenchmarkWorkload& first = model_.workloads().front();
        emptyText_->setText(
            tr("A benchmark replays a workload through every policy and measures the cache's "
               "parts.\n"
               "%1, %2 requests, quick: %3.")
                .arg(first.name, formatCount(first.requests),
                     estimateText(model_.estimatedSeconds({first, true})).toLower()));
    }
}

void BenchmarksPage::showReport() {
    const auto report = model_.report();
    screens_->setCurrentIndex(report ? 1 : 0);
    export_->setEnabled(report != nullptr);
    facts_->setVisible(report != nullptr);
    doubts_->setVisible(false);
    if (!report)
        return;
    showList();
    facts_->setText(runFacts(*report));
    doubts_->setText(runDoubts(*report, model_.other().get()));
    doubts_->setVisible(!doubts_->text().isEmpty());
    scan_->setData(scanCurves(*report));
    latency_->setData(latencyCurves(*report));
    memory_->setData(memoryBars(*report));
    samples_[scan]->setText(samplesOf(*report, "hamming"));
    samples_[memory]->setText(memory_->data().note);
    samples_[latency]->setText(latencySamples(*report));
    showCell();
}

void BenchmarksPage::showCell() {
    const CellLine line = lineOf(model_);
    lineName_->setText(line.name);
    line_->setText(line.text);
    const CriteriaVerdicts& verdicts = model_.verdicts();
    subject_->setText(subjectOf(model_));
    const GoDecision decision = verdicts.decision();
    const std::string_view glyph = decision == GoDecision::go      ? "✓"
                                   : decision == GoDecision::no_go ? "✕"
                                                                   : "○";
    decision_->setText(tr("%1 %2, %3 of %4 on target")
                           .arg(toText(glyph), toText(name_of(decision)))
                           .arg(verdicts.on_target())
                           .arg(verdicts.results.size()));
    if (decision == GoDecision::undecided)
        decision_->setTone(Tone::tx2);
    else
        decision_->setOutcome(decision == GoDecision::go);
}

void BenchmarksPage::expand(ChartPanel* alone) {
    for (ChartPanel* one : panels_) {
        one->setVisible(!alone || one == alone);
        if (one != alone)
            one->setExpanded(false);
    }
    const bool above = alone == panels_[results] || alone == panels_[criteria];
    top_->setVisible(!alone || above);
    bottom_->setVisible(!alone || !above);
}

void BenchmarksPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    model_.refresh(); // bsc may have run others meanwhile
}

void BenchmarksPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < narrow_below;
    if (narrow == narrow_)
        return;
    narrow_ = narrow;
    rows_->setSizes(narrow ? narrow_row_heights : row_heights);
    top_->setSizes(narrow ? narrow_top_widths : top_widths);
    unit_->setVisible(!narrow);
}

QByteArray BenchmarksPage::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << state_version << rows_->saveState() << top_->saveState() << bottom_->saveState()
        << figure_->current();
    return state;
}

void BenchmarksPage::restoreState(const QByteArray& state) {
    QDataStream in(state);
    quint32 version = 0;
    QByteArray rows, top, bottom;
    int figure = 0;
    in >> version >> rows >> top >> bottom >> figure;
    if (in.status() != QDataStream::Ok || version != state_version)
        return;
    rows_->restoreState(rows);
    top_->restoreState(top);
    bottom_->restoreState(bottom);
    figure_->setCurrent(std::clamp(figure, 0, static_cast<int>(figures.size()) - 1));
}

} // namespace bsc::ui

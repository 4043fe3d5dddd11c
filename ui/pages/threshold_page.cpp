#include "ui/pages/threshold_page.h"

#include "ui/charts/curve_chart.h"
#include "ui/charts/label_bars.h"
#include "ui/models/format.h"
#include "ui/pages/label_panel.h"
#include "ui/pages/method_sheet.h"
#include "ui/pages/suggestion_panel.h"
#include "ui/pages/threshold_curves.h"
#include "ui/pages/what_if_header.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/label.h"
#include "ui/widgets/reset_splitter.h"

#include <QAction>
#include <QCoreApplication>
#include <QDataStream>
#include <QKeyEvent>
#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace bsc::ui {

namespace {

const QList<int> column_widths{912, 452}, row_heights{480, 226};
const QList<int> narrow_column_widths{608, 340}, narrow_row_heights{386, 164};
constexpr int busy_height = 34;
constexpr int narrow_below = 1120; ///< px: a window of 1200 less the rail
constexpr quint32 state_version = 1;

} // namespace

ThresholdPage::ThresholdPage(ThresholdLab& lab, ThresholdModel& threshold, const Theme& theme,
                             QWidget* parent)
    : QWidget(parent), lab_(lab), threshold_(threshold), theme_(theme),
      header_(new WhatIfHeader(lab, theme)),
      suggestion_(new SuggestionPanel(lab, threshold, theme)), labels_(new LabelPanel(lab, theme)),
      methodSheet_(new MethodSheet(theme, this)) {
    setObjectName("thresholdPage");
    makeBusyStrip();
    makeActions();
    makeCharts();
    makeLayout();
    follow();
    showState();
    refresh();
}

void ThresholdPage::makeBusyStrip() {
    busy_ = new QWidget;
    busy_->setFixedHeight(busy_height);
    stage_ = new Label(theme_, FontRole::secondary, Tone::tx2);
    stage_->setObjectName("labStage");
    progress_ = new QProgressBar;
    progress_->setObjectName("labProgress");
    progress_->setAccessibleName(tr("Progress of the what-if"));
    progress_->setRange(0, 1000);
    progress_->setTextVisible(false);
    progress_->setFixedHeight(6);
    cancel_ = new QPushButton(tr("Cancel"));
    cancel_->setObjectName("cancelStudy");
    cancel_->setProperty("scale", "small");
    auto* row = new QHBoxLayout(busy_);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(12);
    row->addWidget(stage_);
    row->addWidget(progress_, 1);
    row->addWidget(cancel_);
}

/// For the menu bar, and for the keyboard while the page is there.
void ThresholdPage::makeActions() {
    const auto add = [&](const char* name, const QString& text, const QKeySequence& keys) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        return action;
    };
    connect(add("actionCompute", tr("Compute the what-if again"), QKeySequence(Qt::Key_F5)),
            &QAction::triggered, &lab_, &ThresholdLab::compute);
    connect(add("actionInspector", tr("Inspector…"), QKeySequence("Ctrl+I")), &QAction::triggered,
            this, &ThresholdPage::inspectorRequested);
    connect(add("actionDecisions", tr("Ways to decide…"), QKeySequence("Ctrl+Shift+I")),
            &QAction::triggered, this, &ThresholdPage::decisionsRequested);
    connect(add("actionImportLabels", tr("Import labels…"), {}), &QAction::triggered, this,
            &ThresholdPage::importRequested);
}

void ThresholdPage::makeCharts() {
    const auto chart = [&](const QString& name) {
        auto* made = new CurveChart(theme_);
        made->setAccessibleName(name);
        return made;
    };
    hits_ = chart(tr("Hit rate at every threshold"));
    wrong_ = chart(tr("Wrong hits at every threshold"));
    roc_ = chart(tr("Right hits kept over wrong ones let through"));
    recall_ = chart(tr("Precision over recall"));
    bars_ = new LabelBars(theme_);
    bars_->setAccessibleName(tr("Labels by distance"));
    // Data first: a panel names its controls after its chart.
    hits_->setData({.slug = "what-if-hit-rate", .x = {}, .y = {}});
    wrong_->setData({.slug = "what-if-wrong-hits", .x = {}, .y = {}});
    roc_->setData({.slug = "roc", .x = {}, .y = {}});
    recall_->setData({.slug = "precision-recall", .x = {}, .y = {}});
    panels_ = {new ChartPanel(theme_, tr("Hit rate"), {}, hits_, *hits_),
               new ChartPanel(theme_, tr("Wrong hits"), {}, wrong_, *wrong_),
               new ChartPanel(theme_, tr("ROC"), {}, roc_, *roc_),
               new ChartPanel(theme_, tr("Precision and recall"), {}, recall_, *recall_),
               new ChartPanel(theme_, tr("Labels by distance"), {}, bars_, *bars_)};
    for (ChartPanel* panel : panels_)
        panel->setNote([this] { return exportNote(); });
    hint_ = new Label(theme_, FontRole::secondary, Tone::tx3, tr("drag the blue line, or ← →"));
    panels_[0]->addControl(hint_);
    const auto sample = [&](ChartPanel* panel, const char* name) {
        auto* label = new Label(theme_, FontRole::secondary, Tone::tx3);
        label->setObjectName(name);
        label->setMinimumWidth(1);
        panel->header()->addText(label);
        return label;
    };
    hitsSample_ = sample(panels_[0], "hitRateSample");
    wrongSample_ = sample(panels_[1], "wrongHitsSample");
    rocSample_ = sample(panels_[2], "rocSample");
}

ExportNote ThresholdPage::exportNote() const {
    ExportNote note = noteOf(lab_, facts_);
    if (lab_.study())
        note.facts.append(
            {{"limit", tr("%1 % wrong hits").arg(lab_.maxWrongPercent())},
             {"labels",
              tr("%1 right, %2 wrong").arg(lab_.figures().right).arg(lab_.figures().wrong)}});
    return note;
}

void ThresholdPage::makeLayout() {
    auto* plots = new QWidget;
    auto* plotColumn = new QVBoxLayout(plots);
    plotColumn->setContentsMargins(0, 0, 0, 0);
    plotColumn->setSpacing(0);
    plotColumn->addWidget(busy_);
    plotColumn->addWidget(panels_[0], 1);
    plotColumn->addWidget(panels_[1], 1);
    small_ = new QWidget;
    auto* smallRow = new QHBoxLayout(small_);
    smallRow->setContentsMargins(0, 0, 0, 0);
    smallRow->setSpacing(1);
    for (std::size_t i = 2; i < panels_.size(); ++i)
        smallRow->addWidget(panels_[i], 1);
    rows_ = new ResetSplitter(Qt::Vertical, row_heights);
    rows_->addWidget(plots);
    rows_->addWidget(small_);
    rows_->setStretchFactor(0, 1);
    rows_->reset();

    auto* left = new QWidget;
    auto* leftColumn = new QVBoxLayout(left);
    leftColumn->setContentsMargins(0, 0, 0, 0);
    leftColumn->setSpacing(0);
    leftColumn->addWidget(header_);
    leftColumn->addWidget(rows_, 1);
    auto* right = new QWidget;
    auto* rightColumn = new QVBoxLayout(right);
    rightColumn->setContentsMargins(0, 0, 0, 0);
    rightColumn->setSpacing(0);
    rightColumn->addWidget(suggestion_);
    rightColumn->addWidget(labels_, 1);
    right->setMinimumWidth(340);

    columns_ = new ResetSplitter(Qt::Horizontal, column_widths);
    columns_->addWidget(left);
    columns_->addWidget(right);
    columns_->setStretchFactor(0, 2);
    columns_->setStretchFactor(1, 1);
    columns_->reset();
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(columns_);
}

void ThresholdPage::follow() {
    connect(cancel_, &QPushButton::clicked, &lab_, &ThresholdLab::cancel);
    connect(header_, &WhatIfHeader::inspectorRequested, this, &ThresholdPage::inspectorRequested);
    connect(header_, &WhatIfHeader::decisionsRequested, this, &ThresholdPage::decisionsRequested);
    connect(&lab_, &ThresholdLab::stateChanged, this, &ThresholdPage::showState);
    connect(&lab_, &ThresholdLab::studyChanged, this, &ThresholdPage::refresh);
    connect(&lab_, &ThresholdLab::figuresChanged, this, &ThresholdPage::refresh);
    connect(&lab_, &ThresholdLab::gatedChanged, this, &ThresholdPage::refresh);
    connect(&threshold_, &ThresholdModel::radiusChanged, this, &ThresholdPage::refresh);
    connect(&threshold_, &ThresholdModel::previewChanged, this, &ThresholdPage::refresh);
    for (CurveChart* chart : {hits_, wrong_})
        connect(chart, &CurveChart::chosenMoved, this, [this](double x) {
            const unsigned radius = radiusAt(x, threshold_.bits());
            threshold_.setPreview(radius == threshold_.radius() ? std::nullopt
                                                                : std::optional(radius));
        });
    connect(suggestion_, &SuggestionPanel::labelRequested, labels_, &LabelPanel::focusQueue);
    connect(suggestion_, &SuggestionPanel::importRequested, this, &ThresholdPage::importRequested);
    connect(suggestion_, &SuggestionPanel::replayRequested, this, &ThresholdPage::replayRequested);
    connect(suggestion_, &SuggestionPanel::methodRequested, methodSheet_, [this] {
        methodSheet_->setFigures(lab_.figures(), lab_.maxWrongPercent());
        methodSheet_->show();
        methodSheet_->raise();
    });
    for (ChartPanel* panel : panels_) {
        connect(panel, &ChartPanel::failed, this, &ThresholdPage::failed);
        connect(panel, &ChartPanel::expandToggled, this,
                [this, panel](bool expanded) { expand(expanded ? panel : nullptr); });
    }
}

void ThresholdPage::expand(ChartPanel* panel) {
    bool any_small = false;
    for (std::size_t i = 0; i < panels_.size(); ++i) {
        const bool shown = !panel || panels_[i] == panel;
        panels_[i]->setVisible(shown);
        any_small |= shown && i >= 2;
    }
    small_->setVisible(any_small);
    small_->parentWidget()->updateGeometry();
    rows_->widget(0)->setVisible(!panel || !any_small);
}

void ThresholdPage::showState() {
    using State = ThresholdLab::State;
    const bool computing = lab_.state() == State::computing;
    busy_->setVisible(computing || lab_.state() == State::failed);
    progress_->setVisible(computing);
    cancel_->setVisible(computing);
    progress_->setValue(static_cast<int>(1000 * lab_.progress()));
    if (computing)
        stage_->setText(lab_.stage() == "encoding" ? tr("Encoding prompts")
                        : lab_.stage() == "radii"  ? tr("Replaying every radius")
                                                   : tr("Reading requests"));
    else
        stage_->setText(lab_.error());
    if (!lab_.study())
        refresh();
}

QString ThresholdPage::emptyText() const {
    return lab_.state() == ThresholdLab::State::computing
               ? QString()
               : tr("No look-ups yet. Send requests through the proxy, replay the sample from the "
                    "Cache menu, or choose a saved workload above.");
}

QString ThresholdPage::sampleText() const {
    const auto study = lab_.study();
    QString text = tr("of %1 requests").arg(formatCount(study->requests()));
    if (study->requests() == ThresholdLab::most_requests)
        text += tr(", the most that are studied");
    return text;
}

void ThresholdPage::refresh() {
    const auto study = lab_.study();
    const LabFigures& figures = lab_.figures();
    const LabMarks marks{.now = threshold_.radius(),
                         .chosen = threshold_.preview().value_or(threshold_.radius()),
                         .suggested = study ? figures.promise.radius : std::nullopt,
                         .maxWrong = lab_.maxWrongPercent() / 100.0};
    for (ChartPanel* panel : panels_)
        panel->setEnabled(study != nullptr);
    if (!study || study->bits != threshold_.bits() || figures.within.empty()) {
        CurveData empty{.slug = "what-if-hit-rate", .x = {}, .y = {}};
        empty.empty = emptyText();
        hits_->setData(empty);
        hitsSample_->clear();
        for (const auto& [chart, slug] :
             {std::pair(wrong_, "what-if-wrong-hits"), std::pair(roc_, "roc"),
              std::pair(recall_, "precision-recall")})
            chart->setData({.slug = slug, .x = {}, .y = {}});
        bars_->setData({});
        wrongSample_->clear();
        rocSample_->clear();
        return;
    }
    const double step = 1.0 / study->bits;
    hits_->setData(hitRateCurve(*study, lab_.gated(), threshold_, marks));
    hits_->setStep(step);
    wrong_->setData(wrongHitsCurve(*study, figures, lab_.gated(), threshold_, marks));
    wrong_->setStep(step);
    roc_->setData(rocCurve(figures, threshold_, marks));
    recall_->setData(precisionRecallCurve(figures, threshold_, marks));
    LabelBarsData bars{.right = {}, .wrong = {}, .radius = marks.chosen};
    LabelSplit before;
    for (const LabelSplit& within : figures.within) {
        bars.right.push_back(within.right - before.right);
        bars.wrong.push_back(within.wrong - before.wrong);
        before = within;
    }
    bars_->setData(std::move(bars));
    hitsSample_->setText(sampleText());
    wrongSample_->setText(tr("of %1 labels, 90 % interval, upper bound dashed")
                              .arg(formatCount(figures.promise.labels)));
    showRocSample();
}

void ThresholdPage::showRocSample() {
    const LabFigures& figures = lab_.figures();
    const QString labels = formatCount(figures.labels());
    const QString whole = figures.rocArea > 0
                              ? tr("%1 labels, area %2").arg(labels).arg(figures.rocArea, 0, 'f', 3)
                              : tr("%1 labels").arg(labels);
    rocSample_->setText(narrow_ ? tr("n = %1").arg(labels) : whole);
    rocSample_->setToolTip(whole);
}

void ThresholdPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    setFocus(); // the page's keys work at once
    lab_.refreshSources();
    lab_.computeIfStale();
}

void ThresholdPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape && threshold_.preview()) {
        threshold_.setPreview(std::nullopt);
        return;
    }
    const bool arrow = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (!arrow || forwards_) {
        QWidget::keyPressEvent(event);
        return;
    }
    // The line moves without a click on it first.
    const QScopedValueRollback guard(forwards_, true);
    QCoreApplication::sendEvent(hits_, event);
}

void ThresholdPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < narrow_below;
    if (narrow == narrow_)
        return;
    narrow_ = narrow;
    hint_->setVisible(!narrow);
    if (lab_.study())
        showRocSample();
    columns_->setSizes(narrow ? narrow_column_widths : column_widths);
    rows_->setSizes(narrow ? narrow_row_heights : row_heights);
}

QByteArray ThresholdPage::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << state_version << columns_->saveState() << rows_->saveState();
    return state;
}

void ThresholdPage::restoreState(const QByteArray& state) {
    QDataStream in(state);
    quint32 version = 0;
    QByteArray columns, rows;
    in >> version >> columns >> rows;
    if (in.status() != QDataStream::Ok || version != state_version)
        return;
    columns_->restoreState(columns);
    rows_->restoreState(rows);
}

} // namespace bsc::ui

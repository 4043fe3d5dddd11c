#include "ui/pages/replay_panel.h"

#include "engine/code/similarity.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/evict_time_chart.h"
#include "ui/models/format.h"
#include "ui/pages/replay_curves.h"
#include "ui/pages/replay_form.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/hairline.h"
#include "ui/widgets/label.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/reset_splitter.h"
#include "ui/widgets/run_matrix.h"
#include "ui/widgets/running_list.h"
#include "ui/widgets/segmented_control.h"

#include <QInputDialog>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

const QList<int> row_heights{390, 360}, column_widths{604, 324};
constexpr int narrow_below = 720, least_chart_height = 230;

QString capacityText(std::size_t entries) {
    constexpr std::size_t thousand = 1000;
    return entries >= thousand && entries % (thousand / 10) == 0
               ? QString("%1 k").arg(static_cast<double>(entries) / thousand)
               : QString::number(entries);
}

QString layerText(const ReplayLayer& layer) {
    return ReplayPanel::tr("%1, %2 bits, %3 (≤ %4)")
        .arg(QString::fromStdString(layer.encoder))
        .arg(layer.bits)
        .arg(static_cast<double>(similarity_of(layer.radius, layer.bits)), 0, 'f', 3)
        .arg(layer.radius);
}

/// 432 becomes 450, 5 171 becomes 5 000.
std::size_t roundEntries(double entries) {
    const double unit = std::pow(10, std::floor(std::log10(std::max(entries, 1.0))));
    const double half = std::max(1.0, unit / 2);
    return static_cast<std::size_t>(std::max(1.0, std::round(entries / half) * half));
}

} // namespace

ReplayPanel::ReplayPanel(ReplaySession& session, const QStringList& encoders, const Theme& theme,
                         QWidget* parent)
    : QWidget(parent), session_(session), theme_(theme), matrix_(session),
      form_(new ReplayForm(encoders, theme)), content_(new QStackedWidget) {
    setObjectName("replayPanel");
    auto* nothing = new Label(theme_, FontRole::secondary, Tone::tx3,
                              tr("Pick a workload to replay it through every policy and capacity."
                                 " Without one: record, import or generate, or add the sample."));
    nothing->setObjectName("nothingToReplay");
    nothing->setAlignment(Qt::AlignCenter);
    nothing->setWordWrap(true);
    nothing->setMargin(40);
    nothing->setAutoFillBackground(true);
    nothing->setBackgroundRole(QPalette::AlternateBase);
    rows_ = new ResetSplitter(Qt::Vertical, row_heights);
    rows_->addWidget(makeResults());
    rows_->addWidget(makeCharts());
    rows_->setStretchFactor(1, 1);
    rows_->reset();
    content_->addWidget(nothing);
    auto* scroll = new QScrollArea;
    scroll->setObjectName("replayResults");
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(rows_);
    content_->addWidget(scroll);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(form_);
    column->addWidget(new Hairline(Qt::Horizontal, theme_));
    column->addWidget(content_, 1);
    follow();
    showLayers();
    showCapacities();
    refresh();
}

QWidget* ReplayPanel::makeResults() {
    progressText_ = new Label(theme_, FontRole::secondary, Tone::tx2);
    progressText_->setObjectName("replayProgressText");
    progressText_->setMinimumWidth(1);
    progress_ = new ProgressLine(theme_);
    progress_->setObjectName("replayProgress");
    progress_->setAccessibleName(tr("Progress of all replays"));
    progressShare_ = new Label(theme_, FontRole::number, Tone::tx2);
    progressShare_->setObjectName("replayProgressShare");
    layers_ = new QComboBox;
    layers_->setObjectName("replayLayer");
    layers_->setAccessibleName(tr("Results shown"));
    table_ = new RunMatrix(matrix_, theme_);
    running_ = new RunningList(session_, theme_);

    auto* line = new QHBoxLayout;
    line->setSpacing(12);
    line->addWidget(progressText_);
    line->addWidget(progress_, 1);
    line->addWidget(progressShare_);
    line->addStretch(0);
    line->addWidget(layers_);
    auto* results = new QWidget;
    auto* column = new QVBoxLayout(results);
    column->setContentsMargins(14, 10, 14, 8);
    column->setSpacing(8);
    column->addLayout(line);
    column->addWidget(table_);
    column->addWidget(running_);
    column->addStretch(1);
    results->setAutoFillBackground(true);
    results->setBackgroundRole(QPalette::AlternateBase);
    return results;
}

QWidget* ReplayPanel::makeCharts() {
    curves_ = new CurveChart(theme_);
    curves_->setAccessibleName(tr("Hit rate as the replay runs"));
    curves_->setData({.slug = "replay-hit-rate", .x = {}, .y = {}});
    evictions_ = new EvictTimeChart(theme_);
    panels_ = {new ChartPanel(theme_, tr("Hit rate as the replay runs"),
                              tr("at the end: hit / wrong hits"), curves_, *curves_),
               new ChartPanel(theme_, tr("Time to evict one"), tr("p50 to p99, log"), evictions_,
                              *evictions_)};
    capacity_ = new SegmentedControl(theme_, {"–"});
    capacity_->setObjectName("replayCapacity");
    capacity_->setAccessibleName(tr("Capacity that the charts show"));
    panels_[0]->addControl(capacity_);
    columns_ = new ResetSplitter(Qt::Horizontal, column_widths);
    for (ChartPanel* panel : panels_) {
        panel->setMinimumHeight(least_chart_height);
        columns_->addWidget(panel);
    }
    columns_->setStretchFactor(0, 2);
    columns_->setStretchFactor(1, 1);
    columns_->reset();
    return columns_;
}

void ReplayPanel::follow() {
    connect(form_, &ReplayForm::workloadPicked, this, &ReplayPanel::pick);
    connect(form_, &ReplayForm::changed, this, &ReplayPanel::refresh);
    connect(form_, &ReplayForm::replayRequested, this, &ReplayPanel::replay);
    connect(form_, &ReplayForm::pauseRequested, &session_, &ReplaySession::setPaused);
    connect(form_, &ReplayForm::cancelRequested, &session_, &ReplaySession::cancelAll);
    connect(&session_, &ReplaySession::changed, this, &ReplayPanel::refresh);
    connect(&session_, &ReplaySession::planShown, this, [this] {
        form_->show(session_.plan());
        if (tried_)
            form_->setRadius(tried_->first, tried_->second);
        showLayers();
        refresh();
    });
    connect(&matrix_, &RunMatrixModel::planChanged, this, [this] {
        showCapacities();
        refresh();
    });
    connect(layers_, &QComboBox::activated, this, [this](int index) {
        matrix_.setLayer(shownLayers_[static_cast<std::size_t>(index)]);
        showCharts();
    });
    connect(capacity_, &SegmentedControl::currentChanged, this, &ReplayPanel::showCharts);
    connect(table_, &RunMatrix::runRequested, &session_, &ReplaySession::runAgain);
    connect(table_, &RunMatrix::cancelRequested, &session_, &ReplaySession::cancel);
    connect(table_, &RunMatrix::addCapacityRequested, this, &ReplayPanel::askCapacity);
    connect(table_, &RunMatrix::removeCapacityRequested, &matrix_, &RunMatrixModel::removeCapacity);
    connect(table_, &RunMatrix::parametersRequested, this, &ReplayPanel::askParameter);
    connect(running_, &RunningList::cancelRequested, &session_, &ReplaySession::cancel);
    for (ChartPanel* panel : panels_) {
        connect(panel, &ChartPanel::failed, this, &ReplayPanel::failed);
        connect(panel, &ChartPanel::expandToggled, this, [this, panel](bool expanded) {
            rows_->widget(0)->setVisible(!expanded);
            for (ChartPanel* each : panels_)
                each->setVisible(!expanded || each == panel);
        });
    }
}

void ReplayPanel::pick(std::uint64_t workload) {
    if (session_.isBusy() || (form_->workload() && form_->workload()->id == workload &&
                              session_.plan().workload == workload))
        return;
    tried_.reset();
    form_->setWorkload(workload);
    if (const WorkloadInfo* picked = form_->workload()) {
        proposeCapacities(*picked);
        session_.showLast(*picked);
    }
    refresh();
}

/// A twentieth, a tenth and a fifth of the requests: full soon, and of use.
void ReplayPanel::proposeCapacities(const WorkloadInfo& workload) {
    if (workload.requests == 0)
        return; // a recording that has only begun
    std::vector<std::size_t> capacities;
    for (const double share : {0.05, 0.1, 0.2})
        capacities.push_back(roundEntries(share * static_cast<double>(workload.requests)));
    matrix_.setCapacities(std::move(capacities));
}

void ReplayPanel::tryRadius(unsigned radius, unsigned bits) {
    if (session_.isBusy())
        return;
    tried_ = {radius, bits};
    form_->setRadius(radius, bits);
}

bool ReplayPanel::canReplay() const { return !session_.isBusy() && form_->plan().has_value(); }

void ReplayPanel::replay() {
    auto plan = form_->plan();
    if (!plan || session_.isBusy())
        return;
    plan->policies = matrix_.policies();
    plan->capacities = matrix_.capacities();
    plan->settings = matrix_.settings();
    matrix_.setLayer(plan->layers().front());
    session_.start(*plan);
    showLayers();
    refresh();
}

void ReplayPanel::togglePause() {
    session_.setPaused(session_.state() == ReplaySession::State::running);
}

void ReplayPanel::showLayers() {
    shownLayers_ = session_.plan().layers();
    layers_->clear();
    for (const ReplayLayer& layer : shownLayers_)
        layers_->addItem(layerText(layer));
    const auto now = std::ranges::find(shownLayers_, matrix_.layer());
    layers_->setCurrentIndex(
        now == shownLayers_.end() ? -1 : static_cast<int>(now - shownLayers_.begin()));
}

void ReplayPanel::showCapacities() {
    QStringList texts;
    for (const std::size_t entries : matrix_.capacities())
        texts.append(capacityText(entries));
    capacity_->setChoices(texts);
}

QString ReplayPanel::progressText() const {
    using State = ReplaySession::State;
    const ReplayPlan& plan = session_.plan();
    if (session_.state() == State::encoding)
        return tr("Encoding prompts, %1 of %2")
            .arg(formatCount(session_.encoded()), formatCount(plan.requests));
    const QString done = tr("%1 of %2 replays done")
                             .arg(session_.count(CellState::done))
                             .arg(session_.cells().size());
    if (session_.state() == State::paused)
        return done + tr(", paused");
    if (session_.state() == State::running)
        return done + tr(", %1 running on %2 threads")
                          .arg(session_.count(CellState::running))
                          .arg(session_.threads());
    return session_.cells().empty() ? QString() : done + resultText();
}

QString ReplayPanel::resultText() const {
    QString text = tr(", %1 requests each").arg(formatCount(session_.plan().requests));
    if (shownLayers_.size() == 1)
        text += tr(", %1").arg(layerText(shownLayers_.front()));
    if (session_.plan().speed != ReplaySpeed::engine)
        text += tr(", live");
    text += session_.plan().contentGate ? tr(", with the content gate")
                                        : tr(", without the content gate");
    if (session_.plan().warmUp > 0)
        text += tr(", warm-up %1").arg(formatCount(session_.plan().warmUp));
    if (session_.run() > 0)
        text += tr(", kept as run %1").arg(session_.run());
    if (session_.isOfOtherMachine())
        text += tr(", measured on another machine");
    return text;
}

void ReplayPanel::showProgress() {
    const bool busy = session_.isBusy();
    QString text = progressText();
    if (text.isEmpty()) {
        const auto plan = form_->plan();
        const std::size_t layers = plan ? plan->layers().size() : 1;
        text = tr("%1 replays planned, not run yet")
                   .arg(layers * matrix_.policies().size() * matrix_.capacities().size());
    }
    progressText_->setText(text);
    progress_->setVisible(busy);
    progressShare_->setVisible(busy);
    const auto left = session_.secondsLeft();
    QString share = tr("%1 %").arg(qRound(100 * session_.share()));
    if (left)
        share += tr(" · %1 left").arg(formatCountdown(*left));
    progress_->setShare(session_.share());
    progressShare_->setText(share);
    layers_->setVisible(shownLayers_.size() > 1);
}

void ReplayPanel::showCharts() {
    const auto at = static_cast<std::size_t>(capacity_->current());
    const std::vector<std::size_t>& capacities = matrix_.capacities();
    const std::size_t capacity = at < capacities.size() ? capacities[at] : 0;
    curves_->setData(replayCurves(session_, matrix_.layer(), capacity));
    evictions_->setTimes(evictTimes(session_, matrix_.layer(), capacity));
}

void ReplayPanel::refresh() {
    content_->setCurrentIndex(form_->workload() ? 1 : 0);
    form_->showState(session_.state());
    if (shownLayers_ != session_.plan().layers())
        showLayers();
    showProgress();
    running_->refresh();
    showCharts();
    emit stateChanged();
}

void ReplayPanel::askCapacity() {
    if (session_.isBusy())
        return;
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName("addCapacity");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Add a capacity"));
    dialog->setLabelText(tr("Entries the cache holds"));
    dialog->setInputMode(QInputDialog::IntInput);
    constexpr int most_entries = 10'000'000;
    dialog->setIntRange(1, most_entries);
    dialog->setIntValue(static_cast<int>(matrix_.capacities().back() * 2));
    connect(dialog, &QInputDialog::intValueSelected, &matrix_,
            [this](int entries) { matrix_.addCapacity(static_cast<std::size_t>(entries)); });
    dialog->open();
}

void ReplayPanel::askParameter(const std::string& policy) {
    if (session_.isBusy())
        return;
    const PolicySettings& now = matrix_.settings();
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName("policyParameter");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Parameter of a policy"));
    if (policy == "cluster") {
        constexpr int most_clusters = 256;
        dialog->setLabelText(tr("Cluster: how many clusters"));
        dialog->setInputMode(QInputDialog::IntInput);
        dialog->setIntRange(1, most_clusters);
        dialog->setIntValue(static_cast<int>(now.clusters));
    } else {
        const bool mmr = policy == "mmr";
        dialog->setLabelText(mmr ? tr("MMR: λ, 1 is recency alone, 0 is diversity alone")
                                 : tr("SAGE: evicted codes remembered, per entry"));
        dialog->setInputMode(QInputDialog::DoubleInput);
        dialog->setDoubleRange(0, mmr ? 1 : 16);
        dialog->setDoubleDecimals(2);
        dialog->setDoubleStep(0.1);
        dialog->setDoubleValue(static_cast<double>(mmr ? now.lambda : now.ghosts_per_entry));
    }
    connect(dialog, &QDialog::accepted, &matrix_, [this, policy, dialog] {
        PolicySettings settings = matrix_.settings();
        if (policy == "cluster")
            settings.clusters = static_cast<unsigned>(dialog->intValue());
        else if (policy == "mmr")
            settings.lambda = static_cast<float>(dialog->doubleValue());
        else
            settings.ghosts_per_entry = static_cast<float>(dialog->doubleValue());
        matrix_.setSettings(settings);
    });
    dialog->open();
}

void ReplayPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < narrow_below;
    table_->setTall(narrow);
    running_->setNarrow(narrow);
    columns_->setOrientation(narrow ? Qt::Vertical : Qt::Horizontal);
}

} // namespace bsc::ui

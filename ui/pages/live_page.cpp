#include "ui/pages/live_page.h"

#include "ui/charts/hit_rate_chart.h"
#include "ui/charts/latency_chart.h"
#include "ui/pages/flows_panel.h"
#include "ui/widgets/apply_bar.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/distance_histogram.h"
#include "ui/widgets/figure_strip.h"
#include "ui/widgets/flow_table.h"
#include "ui/widgets/off_curtain.h"
#include "ui/widgets/reset_splitter.h"
#include "ui/widgets/segmented_control.h"

#include <QDataStream>
#include <QHeaderView>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace bsc::ui {

namespace {

constexpr int narrow_below = 1120; ///< px: a window of 1200 less the rail
const QList<int> chart_widths{470, 400, 494};
const QList<int> row_heights{268, 425}, narrow_row_heights{234, 268};
constexpr quint32 state_version = 1;

} // namespace

LivePage::LivePage(LiveModel& live, FlowModel& flows, ThresholdModel& threshold, const Theme& theme,
                   QWidget* parent)
    : QWidget(parent), live_(live), threshold_(threshold), theme_(theme),
      strip_(new FigureStrip(theme, this)), hitRate_(new HitRateChart(theme)),
      latency_(new LatencyChart(theme)), distances_(new DistanceHistogram(threshold, theme)),
      applyBar_(new ApplyBar(threshold, theme)),
      range_(new SegmentedControl(theme, {tr("5 min"), tr("30 min"), tr("Session")})),
      chartArea_(new QWidget), flowsPanel_(new FlowsPanel(flows, theme)) {
    setObjectName("livePage");
    range_->setObjectName("range");
    range_->setAccessibleName(tr("Time shown"));
    range_->setCurrent(static_cast<int>(Range::thirtyMinutes));
    makeCharts();
    makeLayout();
    follow();
}

void LivePage::makeCharts() {
    panels_ = {
        new ChartPanel(theme_, tr("Hit rate"), {}, hitRate_, *hitRate_),
        new ChartPanel(theme_, tr("Latency"), tr("log scale, p50 to p99"), latency_, *latency_),
        new ChartPanel(theme_, tr("Distance to nearest code"),
                       tr("per 2 bits, drag to try a threshold"), distances_, *distances_)};
    const auto shown = [this] { return noteFor(static_cast<Range>(range_->current())); };
    panels_[0]->setNote(shown);
    panels_[1]->setNote(shown);
    panels_[2]->setNote([this] { return noteFor(Range::session); });
    panels_[0]->addControl(range_);
    panels_[2]->addBelow(applyBar_);
    tabRow_ = new PanelHeader(theme_, {}, {}, chartArea_);
    tabs_ = new QTabBar(tabRow_);
    tabs_->setObjectName("chartTabs");
    tabs_->setDrawBase(false);
    tabs_->setExpanding(false);
    for (const ChartPanel* panel : panels_)
        tabs_->addTab(panel->title());
    tabRow_->addText(tabs_);
    tabRow_->hide();
}

ExportNote LivePage::noteFor(Range range) const {
    const TimeSpan span = live_.hitRate(range).span;
    ExportFacts facts{
        {"workload",
         tr("live traffic, %1 to %2").arg(factTime(span.beginMs), factTime(span.endMs))},
        {"requests", tr("%1 in the session").arg(live_.requests())}};
    if (facts_)
        facts += facts_();
    return {.subject = tr("live"), .facts = facts};
}

void LivePage::makeLayout() {
    columns_ = new ResetSplitter(Qt::Horizontal, chart_widths);
    for (ChartPanel* panel : panels_)
        columns_->addWidget(panel);
    columns_->reset();
    auto* charts = new QVBoxLayout(chartArea_);
    charts->setContentsMargins(0, 0, 0, 0);
    charts->setSpacing(0);
    charts->addWidget(tabRow_);
    charts->addWidget(columns_, 1);
    curtain_ = new OffCurtain(theme_, chartArea_);

    rows_ = new ResetSplitter(Qt::Vertical, row_heights);
    rows_->addWidget(chartArea_);
    rows_->addWidget(flowsPanel_);
    rows_->setStretchFactor(0, 0);
    rows_->setStretchFactor(1, 1);
    rows_->reset();

    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(strip_);
    page->addWidget(rows_, 1);
    setFocusProxy(flowsPanel_->table());
}

void LivePage::follow() {
    connect(&live_, &LiveModel::changed, this, [this] {
        if (isVisible() && !flowsPanel_->table()->isPaused())
            refresh();
    });
    connect(flowsPanel_->table(), &FlowTable::pausedChanged, this, [this](bool paused) {
        if (!paused)
            refresh();
    });
    connect(flowsPanel_->table(), &FlowTable::labelRequested, this, &LivePage::labelRequested);
    connect(flowsPanel_->table(), &FlowTable::labelUndoRequested, this,
            &LivePage::labelUndoRequested);
    connect(range_, &SegmentedControl::currentChanged, this, &LivePage::refresh);
    connect(tabs_, &QTabBar::currentChanged, this, &LivePage::showPanels);
    for (ChartPanel* panel : panels_) {
        connect(panel, &ChartPanel::failed, this, &LivePage::failed);
        connect(panel, &ChartPanel::expandToggled, this, [this, panel](bool expanded) {
            expanded_ = expanded ? panel : nullptr;
            showPanels();
        });
    }
    connect(distances_, &DistanceHistogram::questionChanged, this, &LivePage::askAboutThreshold);
    connect(&threshold_, &ThresholdModel::previewChanged, this, [this] {
        if (!threshold_.preview() || applyBar_->isVisible())
            applyBar_->refresh();
    });
    connect(curtain_, &OffCurtain::turnOnRequested, this, &LivePage::turnOnRequested);
}

void LivePage::askAboutThreshold() {
    if (distances_->isDragging())
        applyBar_->hide();
    else
        applyBar_->refresh();
}

void LivePage::refresh() {
    const auto range = static_cast<Range>(range_->current());
    strip_->setFigures(live_.figures());
    hitRate_->setSeries(live_.hitRate(range));
    latency_->setSeries(live_.latency(range));
    distances_->setCounts(live_.distances(), live_.requests());
    flowsPanel_->setRate(live_.requestRate());
    const auto stopped = live_.stoppedUs();
    curtain_->setVisible(stopped && live_.requests() > 0);
    if (stopped)
        curtain_->setSince(*stopped);
    curtain_->raise();
}

void LivePage::setNarrow(bool narrow) {
    if (narrow == narrow_)
        return;
    narrow_ = narrow;
    rows_->setSizes(narrow ? narrow_row_heights : row_heights);
    tabRow_->setVisible(narrow);
    if (narrow) {
        for (ChartPanel* panel : panels_)
            panel->setExpanded(false);
        tabRow_->addControl(range_);
    } else {
        panels_[0]->addControl(range_);
    }
    showPanels();
}

void LivePage::showPanels() {
    for (std::size_t i = 0; i < panels_.size(); ++i) {
        const bool current = narrow_ ? static_cast<int>(i) == tabs_->currentIndex() : true;
        panels_[i]->setVisible(expanded_ ? panels_[i] == expanded_ : current);
        panels_[i]->header()->setVisible(!narrow_);
    }
    flowsPanel_->setVisible(!expanded_);
}

void LivePage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    setNarrow(width() < narrow_below);
}

void LivePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!window()->focusWidget())
        setFocus();
    refresh();
}

void LivePage::keyPressEvent(QKeyEvent* event) {
    FlowTable* table = flowsPanel_->table();
    if (event->key() == Qt::Key_Space) {
        table->setPaused(!table->isPaused());
    } else if (event->key() == Qt::Key_End) {
        table->setPaused(false);
        table->setFollows(true);
    } else {
        QWidget::keyPressEvent(event);
    }
}

QByteArray LivePage::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << state_version << rows_->saveState() << columns_->saveState()
        << flowsPanel_->table()->horizontalHeader()->saveState() << range_->current();
    return state;
}

void LivePage::restoreState(const QByteArray& state) {
    QDataStream in(state);
    quint32 version = 0;
    QByteArray rows, columns, header;
    int range = 0;
    in >> version >> rows >> columns >> header >> range;
    if (in.status() != QDataStream::Ok || version != state_version)
        return;
    rows_->restoreState(rows);
    columns_->restoreState(columns);
    flowsPanel_->table()->horizontalHeader()->restoreState(header);
    range_->setCurrent(range);
}

} // namespace bsc::ui

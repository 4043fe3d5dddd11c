#include "ui/pages/clusters_page.h"

#include "ui/models/format.h"
#include "ui/widgets/chart_panel.h"
#include "ui/widgets/cluster_details.h"
#include "ui/widgets/cluster_list.h"
#include "ui/widgets/cluster_map_view.h"
#include "ui/widgets/eviction_strip.h"
#include "ui/widgets/hairline.h"
#include "ui/widgets/label.h"
#include "ui/widgets/panel_header.h"
#include "ui/widgets/reset_splitter.h"
#include "ui/widgets/segmented_control.h"

#include <QCheckBox>
#include <QDataStream>
#include <QPushButton>
#include <QVBoxLayout>

namespace bsc::ui {

namespace {

const QList<int> column_widths{884, 480}, row_heights{500, 246};
const QList<int> narrow_column_widths{556, 392}, narrow_row_heights{384, 198};
constexpr int narrow_below = 1120; ///< px: a window of 1200 less the rail
constexpr int list_height = 120;   ///< at least
constexpr quint32 state_version = 1;

} // namespace

ClustersPage::ClustersPage(ClusterModel& model, const ThresholdModel& threshold, const Theme& theme,
                           QWidget* parent)
    : QWidget(parent), model_(model), theme_(theme), map_(new ClusterMapView(model, theme)),
      columns_(new ResetSplitter(Qt::Horizontal, column_widths)) {
    setObjectName("clustersPage");
    columns_->addWidget(makeLeft());
    columns_->addWidget(makeRight(threshold));
    columns_->setStretchFactor(0, 1);
    columns_->setStretchFactor(1, 0);
    columns_->reset();
    makeCommands();
    auto* page = new QVBoxLayout(this);
    page->setContentsMargins(0, 0, 0, 0);
    page->addWidget(columns_);
    setFocusProxy(map_);
    follow();
    showState();
}

QWidget* ClustersPage::makeLeft() {
    mapPanel_ = new ChartPanel(theme_, tr("Map"), {}, map_, *map_);
    method_ = new Label(theme_, FontRole::secondary, Tone::tx3,
                        tr("neighbour embedding of Hamming distances"));
    mapPanel_->header()->addText(method_);
    addMapControls();
    auto* strip = new EvictionStrip(model_, theme_);
    evictionsPanel_ =
        new ChartPanel(theme_, tr("Evictions"),
                       tr("this session, stronger means more from that cluster"), strip, *strip);
    mapPanel_->setNote([this] {
        const auto map = model_.map();
        return exportNote(map ? tr("live cache, %1 entries mapped at %2")
                                    .arg(map->entries.size())
                                    .arg(factTime(static_cast<double>(model_.madeUs()) / 1e3))
                              : tr("live cache, not mapped yet"));
    });
    evictionsPanel_->setNote([this] {
        const auto& evictions = model_.evictions().all();
        return exportNote(
            evictions.empty()
                ? tr("live traffic, nothing evicted")
                : tr("live traffic, evictions from %1 to %2")
                      .arg(factTime(static_cast<double>(evictions.front().timeUs) / 1e3),
                           factTime(static_cast<double>(evictions.back().timeUs) / 1e3)));
    });
    rows_ = new ResetSplitter(Qt::Vertical, row_heights);
    rows_->addWidget(mapPanel_);
    rows_->addWidget(evictionsPanel_);
    rows_->setStretchFactor(0, 1);
    rows_->reset();
    connect(mapPanel_, &ChartPanel::expandToggled, this, [this](bool expanded) {
        evictionsPanel_->setVisible(!expanded);
        columns_->widget(1)->setVisible(!expanded);
    });
    connect(evictionsPanel_, &ChartPanel::expandToggled, mapPanel_,
            [this](bool expanded) { mapPanel_->setVisible(!expanded); });
    return rows_;
}

ExportNote ClustersPage::exportNote(const QString& workload) const {
    ExportFacts facts{{"workload", workload}};
    if (facts_)
        facts += facts_();
    return {.subject = tr("live"), .facts = facts};
}

void ClustersPage::addMapControls() {
    auto* coloring = new SegmentedControl(theme_, {tr("Cluster"), tr("Age"), tr("Hits")});
    coloring->setObjectName("mapColour");
    coloring->setAccessibleName(tr("Colour"));
    mapPanel_->addControl(coloring);
    connect(coloring, &SegmentedControl::currentChanged, map_,
            [this](int choice) { map_->setColoring(static_cast<MapColoring>(choice)); });
    const auto box = [&](const char* name, const QString& text, auto slot) {
        auto* made = new QCheckBox(text);
        made->setObjectName(name);
        made->setAccessibleName(text);
        made->setChecked(true);
        mapPanel_->addControl(made);
        connect(made, &QCheckBox::toggled, map_, slot);
    };
    box("mapDensity", tr("Density"), &ClusterMapView::setDensityShown);
    box("mapEvicted", tr("Evicted"), &ClusterMapView::setRingsShown);
    const auto button = [&](const char* name, const QString& text) {
        auto* made = new QPushButton(text);
        made->setObjectName(name);
        made->setAccessibleName(text);
        made->setProperty("scale", "small");
        mapPanel_->addControl(made);
        return made;
    };
    connect(button("mapFit", tr("Fit")), &QPushButton::clicked, map_, &ClusterMapView::fit);
    auto* lasso = button("mapLasso", tr("Lasso"));
    lasso->setCheckable(true);
    lasso->setToolTip(tr("Dragging selects entries"));
    connect(lasso, &QPushButton::toggled, map_, &ClusterMapView::setLasso);
}

QWidget* ClustersPage::makeRight(const ThresholdModel& threshold) {
    auto* right = new QWidget;
    auto* header = new PanelHeader(theme_, tr("Clusters"), {}, right);
    state_ = new Label(theme_, FontRole::secondary, Tone::tx3, {}, header);
    state_->setObjectName("clusterState");
    header->addText(state_);
    auto* order = new SegmentedControl(theme_, {tr("Size"), tr("Hits"), tr("Evicted")});
    order->setObjectName("clusterOrder");
    order->setAccessibleName(tr("Sort by"));
    header->addControl(order);
    list_ = new ClusterList(model_, theme_);
    details_ = new ClusterDetails(model_, threshold, theme_);
    connect(order, &SegmentedControl::currentChanged, list_,
            [this](int choice) { list_->setOrder(static_cast<ClusterOrder>(choice)); });
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header);
    listScroll_ = new QScrollArea;
    listScroll_->setObjectName("clusterListScroll");
    listScroll_->setAccessibleName(tr("List of the clusters"));
    listScroll_->setFocusPolicy(Qt::NoFocus);
    listScroll_->setWidgetResizable(true);
    listScroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    listScroll_->setMinimumHeight(list_height);
    listScroll_->setWidget(list_);
    listEnd_ = new Hairline(Qt::Horizontal, theme_);
    column->addWidget(listScroll_, 1);
    column->addWidget(listEnd_);
    column->addWidget(details_, 1);
    right->setMinimumWidth(340);
    return right;
}

void ClustersPage::makeCommands() {
    const auto add = [&](const char* name, const QString& text, auto&& run) {
        auto* action = new QAction(text, this);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, run);
        commands_ << action;
        return action;
    };
    refresh_ = add("refreshMap", tr("Refresh the map"), [this] { model_.refresh(); });
    refresh_->setShortcut(QKeySequence(Qt::Key_F5));
    refresh_->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    export_ = add("exportMap", tr("Export the map…"), [this] { mapPanel_->exportPicture(); });
    pin_ = add("pinCluster", {}, [this] { details_->pin(true); });
    letGo_ = add("letClusterGo", {}, [this] { details_->pin(false); });
    evict_ = add("evictCluster", {}, [this] { details_->evictOldest(); });
    connect(details_, &ClusterDetails::shownChanged, this, &ClustersPage::showCommands);
    showCommands();
}

void ClustersPage::showCommands() {
    const ClusterRow& shown = details_->shown();
    const ClusterSummary& summary = shown.summary;
    const QString name =
        summary.size > 0 ? tr("“%1”").arg(shown.name.simplified()) : tr("a cluster");
    export_->setEnabled(model_.map() != nullptr);
    pin_->setText(tr("Pin %1").arg(name));
    pin_->setEnabled(summary.pinned < summary.size);
    letGo_->setText(tr("Let %1 go").arg(name));
    letGo_->setEnabled(summary.pinned > 0);
    evict_->setText(details_->evictable() > 0
                        ? tr("Evict %1 oldest of %2…").arg(details_->evictable()).arg(name)
                        : tr("Evict the oldest of %1…").arg(name));
    evict_->setEnabled(details_->evictable() > 0);
}

void ClustersPage::follow() {
    connect(&model_, &ClusterModel::computingChanged, this, &ClustersPage::showState);
    connect(&model_, &ClusterModel::mapChanged, this, [this] {
        showState();
        map_->select(list_->current());
        details_->showCluster(list_->current());
    });
    connect(list_, &ClusterList::currentChanged, this, [this](std::uint32_t cluster) {
        map_->select(cluster);
        details_->showCluster(cluster);
        const QRect line = list_->currentRect();
        listScroll_->ensureVisible(line.center().x(), line.center().y(), 0, line.height());
    });
    connect(map_, &ClusterMapView::clusterPicked, list_, &ClusterList::setCurrent);
    connect(map_, &ClusterMapView::lassoClosed, details_, &ClusterDetails::showRows);
    connect(map_, &ClusterMapView::entryOpened, this, [this](quint64 entry) {
        emit flowsRequested(tr("entry %1").arg(formatCount(entry)), {entry});
    });
    connect(details_, &ClusterDetails::renameRequested, this, &ClustersPage::renameRequested);
    connect(details_, &ClusterDetails::pinRequested, this, &ClustersPage::pinRequested);
    connect(details_, &ClusterDetails::evictRequested, this, &ClustersPage::evictRequested);
    connect(details_, &ClusterDetails::flowsRequested, this, &ClustersPage::flowsRequested);
    for (ChartPanel* panel : charts())
        connect(panel, &ChartPanel::failed, this, &ClustersPage::failed);
}

void ClustersPage::showState() {
    const auto map = model_.map();
    refresh_->setEnabled(!model_.isComputing());
    listScroll_->setVisible(map != nullptr);
    listScroll_->setMaximumHeight(std::max(list_height, list_->height()));
    listEnd_->setVisible(map != nullptr);
    if (!map)
        state_->setText(model_.isComputing() ? tr("computing") : QString());
    else
        state_->setText(tr("k = %1, %2 entries%3")
                            .arg(map->clusters.size())
                            .arg(formatCount(map->entries.size()),
                                 narrow_ ? QString() : ", " + formatClockSeconds(model_.madeUs())));
}

void ClustersPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    model_.setWatched(true);
}

void ClustersPage::hideEvent(QHideEvent* event) {
    QWidget::hideEvent(event);
    model_.setWatched(false);
}

void ClustersPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const bool narrow = width() < narrow_below;
    if (narrow == narrow_)
        return;
    narrow_ = narrow;
    method_->setVisible(!narrow);
    showState();
    columns_->setSizes(narrow ? narrow_column_widths : column_widths);
    rows_->setSizes(narrow ? narrow_row_heights : row_heights);
}

QByteArray ClustersPage::saveState() const {
    QByteArray state;
    QDataStream out(&state, QIODevice::WriteOnly);
    out << state_version << columns_->saveState() << rows_->saveState() << model_.names();
    return state;
}

void ClustersPage::restoreState(const QByteArray& state) {
    QDataStream in(state);
    quint32 version = 0;
    QByteArray columns, rows;
    QHash<quint64, QString> names;
    in >> version >> columns >> rows >> names;
    if (in.status() != QDataStream::Ok || version != state_version)
        return;
    columns_->restoreState(columns);
    rows_->restoreState(rows);
    model_.setNames(std::move(names));
}

} // namespace bsc::ui

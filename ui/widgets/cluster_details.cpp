#include "ui/widgets/cluster_details.h"

#include "ui/widgets/cluster_facts.h"
#include "ui/widgets/hairline.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr std::size_t evicted_at_once = 100;
constexpr int side = 16, gap = 8;

} // namespace

ClusterDetails::ClusterDetails(const ClusterModel& model, const ThresholdModel& threshold,
                               const Theme& theme, QWidget* parent)
    : QWidget(parent), model_(model), theme_(theme),
      facts_(new ClusterFacts(model, threshold, theme)), foot_(new QWidget) {
    setObjectName("clusterDetails");
    auto* scroll = new QScrollArea;
    scroll->setObjectName("clusterDetailsScroll");
    scroll->setAccessibleName(tr("Details of the cluster"));
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(facts_);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(side, gap, side, gap);
    row->setSpacing(gap);
    const auto button = [&](const char* name, const QString& text) {
        auto* made = new QPushButton(text);
        made->setObjectName(name);
        made->setProperty("scale", "small");
        row->addWidget(made);
        return made;
    };
    flows_ = button("clusterFlows", tr("Show flows"));
    rename_ = button("clusterRename", tr("Rename"));
    pin_ = button("clusterPin", tr("Pin"));
    row->addStretch(1);
    evict_ = button("clusterEvict", tr("Evict 100 oldest"));
    auto* foot = new QVBoxLayout(foot_);
    foot->setContentsMargins(0, 0, 0, 0);
    foot->setSpacing(0);
    foot->addWidget(new Hairline(Qt::Horizontal, theme));
    foot->addLayout(row);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(scroll, 1);
    column->addWidget(foot_);

    connect(flows_, &QPushButton::clicked, this,
            [this] { emit flowsRequested(shown_.name, entries()); });
    connect(rename_, &QPushButton::clicked, this, [this] { emit renameRequested(cluster_); });
    connect(pin_, &QPushButton::clicked, this,
            [this] { pin(shown_.summary.pinned < shown_.summary.size); });
    connect(evict_, &QPushButton::clicked, this, &ClusterDetails::evictOldest);
    connect(&model, &ClusterModel::mapChanged, this, [this] {
        selection_.clear(); // rows of the former map
        refresh();
    });
    connect(&model, &ClusterModel::evictionsChanged, this, &ClusterDetails::refresh);
    refresh();
}

void ClusterDetails::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), theme_.color(Tone::pane));
}

void ClusterDetails::showCluster(std::uint32_t cluster) {
    selection_.clear();
    cluster_ = cluster;
    refresh();
}

void ClusterDetails::showRows(std::vector<std::uint32_t> rows) {
    selection_ = std::move(rows);
    refresh();
}

std::vector<EntryId> ClusterDetails::entries() const {
    std::vector<EntryId> ids;
    for (const std::uint32_t row : shown_.rows)
        if (!model_.isGone(row))
            ids.push_back(model_.map()->entries[row].id);
    std::ranges::sort(ids);
    return ids;
}

std::size_t ClusterDetails::evictable() const {
    return std::min<std::size_t>(evicted_at_once, shown_.summary.size - shown_.summary.pinned);
}

void ClusterDetails::pin(bool pinned) { emit pinRequested(entries(), pinned); }

void ClusterDetails::evictOldest() {
    std::vector<EntryId> oldest;
    for (const EntryId entry : entries())
        if (oldest.size() < evicted_at_once &&
            !model_.map()->entries[*model_.map()->row_of(entry)].pinned)
            oldest.push_back(entry);
    emit evictRequested(shown_.name, oldest);
}

void ClusterDetails::refresh() {
    if (!selection_.empty()) {
        shown_ = {};
        shown_.name = tr("Selection");
        shown_.rows = selection_;
        shown_.summary = summarize(*model_.map(), selection_, model_.labels());
    } else if (const ClusterRow* row = model_.find(cluster_)) {
        shown_ = *row;
    } else {
        shown_ = {};
    }
    const ClusterSummary& summary = shown_.summary;
    foot_->setVisible(summary.size > 0);
    rename_->setEnabled(shown_.medoid.has_value());
    pin_->setText(summary.size > 0 && summary.pinned == summary.size ? tr("Let go") : tr("Pin"));
    evict_->setEnabled(evictable() > 0);
    evict_->setText(evictable() == evicted_at_once ? tr("Evict 100 oldest")
                                                   : tr("Evict %1").arg(evictable()));
    for (QPushButton* button : {flows_, rename_, pin_, evict_})
        button->setAccessibleName(tr("%1: %2").arg(button->text(), shown_.name));
    facts_->setCluster(shown_);
    emit shownChanged();
}

} // namespace bsc::ui

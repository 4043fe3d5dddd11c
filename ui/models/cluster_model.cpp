#include "ui/models/cluster_model.h"

#include "ui/models/format.h"
#include "ui/models/post_to.h"

#include <QDateTime>
#include <QPointer>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace bsc::ui {

namespace {

constexpr std::chrono::seconds watched_period{20};
constexpr std::chrono::milliseconds evictions_period{500};
constexpr double progress_step = 0.02;

std::int64_t systemNowUs() { return QDateTime::currentMSecsSinceEpoch() * 1000; }

/// Those of all sessions. A store that cannot be read says so elsewhere.
LabelsByEntry labelsIn(const Store* store) {
    LabelsByEntry labels;
    if (const auto words = store ? store->entry_words() : std::vector<EntryWords>())
        for (const EntryWords& of : *words)
            labels[of.entry_id] = of;
    return labels;
}

/// A topic in two clusters has the same telling words in both: the later one is "Refund, order 2".
void tellNamesakesApart(std::vector<ClusterRow>& clusters) {
    std::vector<ClusterRow*> oldest_first;
    for (ClusterRow& cluster : clusters)
        oldest_first.push_back(&cluster);
    std::ranges::sort(oldest_first, {}, &ClusterRow::key);
    QHash<QString, int> times;
    for (ClusterRow* cluster : oldest_first)
        if (const int time = ++times[cluster->name]; time > 1)
            cluster->name += QStringLiteral(" %1").arg(time);
}

} // namespace

ClusterModel::ClusterModel(CacheService& service, QObject* parent)
    : ClusterModel(service, systemNowUs, parent) {}

ClusterModel::ClusterModel(CacheService& service, Clock clock, QObject* parent)
    : QObject(parent), service_(service), clock_(std::move(clock)) {
    pool_.setMaxThreadCount(1);
    pool_.setThreadPriority(QThread::LowPriority);
    refresh_.setInterval(watched_period);
    connect(&refresh_, &QTimer::timeout, this, &ClusterModel::refresh);
    evictionsSoon_.setInterval(evictions_period);
    evictionsSoon_.setSingleShot(true);
    connect(&evictionsSoon_, &QTimer::timeout, this, &ClusterModel::evictionsChanged);
}

ClusterModel::~ClusterModel() {
    cancel();
    pool_.waitForDone();
}

void ClusterModel::consume(std::span<const Event> events) {
    for (const Event& event : events) {
        if (const auto* eviction = std::get_if<EvictionEvent>(&event)) {
            evictions_.add(*eviction, map_.get());
            markGone(eviction->entry_id, true);
            noteEvictions();
        }
    }
}

void ClusterModel::markGone(EntryId entry, bool gone) {
    if (const auto row = map_ ? map_->row_of(entry) : std::nullopt)
        gone_[*row] = gone;
}

void ClusterModel::noteEvictions() {
    if (!evictionsSoon_.isActive())
        evictionsSoon_.start();
}

void ClusterModel::setWatched(bool watched) {
    if (!watched) {
        refresh_.stop();
        return;
    }
    if (refresh_.isActive())
        return;
    refresh_.start();
    refresh();
}

void ClusterModel::cancel() {
    if (computing_)
        computing_->cancelled = true;
}

void ClusterModel::refresh() {
    if (computing_)
        return;
    const auto job = std::make_shared<Job>();
    computing_ = job;
    progress_ = 0;
    emit computingChanged();
    pool_.start([self = QPointer(this), job, former = map_, &service = service_] {
        const auto post = [&](auto&& work) {
            postTo(self, [self, job, work = std::forward<decltype(work)>(work)]() mutable {
                if (self->computing_ == job)
                    work(*self);
            });
        };
        double told = 0;
        const auto progress = [&](double done) {
            if (done >= told + progress_step) {
                told = done;
                post([done](ClusterModel& model) {
                    model.progress_ = done;
                    emit model.computingChanged();
                });
            }
            return !job->cancelled;
        };
        std::vector<MapEntry> entries = map_entries_of(service.cache());
        const std::size_t count = entries.size();
        Result<std::optional<ClusterMap>> made = std::optional<ClusterMap>();
        if (count >= least_entries)
            made = make_cluster_map(std::move(entries), former.get(), {}, progress);
        post([made = std::move(made), count, labels = labelsIn(service.store())](
                 ClusterModel& model) mutable { model.finished(made, count, std::move(labels)); });
    });
}

void ClusterModel::finished(const Result<std::optional<ClusterMap>>& made, std::size_t entries,
                            LabelsByEntry labels) {
    computing_.reset();
    labels_ = std::move(labels);
    entries_ = entries;
    error_ = made ? QString() : QString::fromStdString(made.error().text);
    if (made && *made)
        take(std::make_shared<const ClusterMap>(**made));
    emit computingChanged();
}

void ClusterModel::take(std::shared_ptr<const ClusterMap> map) {
    map_ = std::move(map);
    gone_.assign(map_->entries.size(), false);
    madeUs_ = clock_();
    summarizeAll();
    emit mapChanged();
}

void ClusterModel::summarizeAll() {
    std::vector<ClusterRow> rows(map_->clusters.size() + 1);
    for (std::size_t i = 0; i < map_->points.size(); ++i) {
        const std::size_t cluster =
            std::min<std::size_t>(map_->points[i].cluster, map_->clusters.size());
        rows[cluster].rows.push_back(static_cast<std::uint32_t>(i));
    }
    std::vector<std::uint32_t> keys;
    for (const MapCluster& cluster : map_->clusters)
        keys.push_back(cluster.key);
    colors_.follow(keys);
    for (std::size_t c = 0; c < rows.size(); ++c) {
        ClusterRow& row = rows[c];
        row.summary = summarize(*map_, row.rows, labels_);
        if (c == map_->clusters.size()) {
            row.name = tr("Long tail");
            continue;
        }
        const MapCluster& cluster = map_->clusters[c];
        row.key = cluster.key;
        row.name = nameOf(cluster, *map_);
        row.color = colors_.of(cluster.key);
        row.medoid = cluster.medoid;
    }
    if (rows.back().rows.empty())
        rows.pop_back();
    tellNamesakesApart(rows);
    clusters_ = std::move(rows);
}

QString ClusterModel::nameOf(const MapCluster& cluster, const ClusterMap& map) const {
    for (auto it = names_.begin(); it != names_.end(); ++it)
        if (const auto row = map.row_of(it.key());
            row && map.points[*row].cluster != MapPoint::no_cluster &&
            map.clusters[map.points[*row].cluster].key == cluster.key)
            return it.value();
    return cluster.name.empty() ? toText(map.entries[cluster.medoid].prompt)
                                : QString::fromStdString(cluster.name);
}

const ClusterRow* ClusterModel::find(std::uint32_t key) const {
    const auto found = std::ranges::find(clusters_, key, &ClusterRow::key);
    return found == clusters_.end() ? nullptr : &*found;
}

std::uint32_t ClusterModel::keyOf(std::size_t row) const {
    const std::uint16_t cluster = map_->points[row].cluster;
    return cluster == MapPoint::no_cluster ? tail_key : map_->clusters[cluster].key;
}

void ClusterModel::rename(std::uint32_t key, const QString& name) {
    const ClusterRow* cluster = find(key);
    if (!cluster || !cluster->medoid)
        return;
    // Names given before to entries that are in this cluster now give way.
    for (const std::uint32_t row : cluster->rows)
        names_.remove(map_->entries[row].id);
    if (!name.trimmed().isEmpty())
        names_.insert(map_->entries[*cluster->medoid].id, name.trimmed());
    summarizeAll();
    emit mapChanged();
}

void ClusterModel::setNames(QHash<quint64, QString> names) {
    names_ = std::move(names);
    if (!map_)
        return;
    summarizeAll();
    emit mapChanged();
}

void ClusterModel::tookOut(const std::vector<EntryId>& entries) {
    for (const EntryId entry : entries) {
        evictions_.addByHand(entry, clock_(), map_.get());
        markGone(entry, true);
    }
    noteEvictions();
    refresh();
}

void ClusterModel::broughtBack(const std::vector<EntryId>& entries) {
    evictions_.takeBack(entries);
    for (const EntryId entry : entries)
        markGone(entry, false);
    noteEvictions();
    refresh();
}

} // namespace bsc::ui

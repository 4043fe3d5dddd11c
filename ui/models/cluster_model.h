#pragma once

#include "engine/proxy/cache_service.h"
#include "engine/proxy/events.h"
#include "engine/replay/clusters/cluster_map.h"
#include "ui/models/cluster_colors.h"
#include "ui/models/cluster_evictions.h"
#include "ui/models/cluster_summary.h"

#include <QHash>
#include <QObject>
#include <QString>
#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace bsc::ui {

/// One line of the list: a cluster, or the long tail.
struct ClusterRow {
    std::uint32_t key = tail_key;
    QString name;
    int color = ClusterColors::grey;
    std::vector<std::uint32_t> rows; ///< of the map
    ClusterSummary summary;
    std::optional<std::uint32_t> medoid; ///< row of the map; none: the long tail
};

/// What the Clusters page shows: the newest map, its clusters, what left the cache. The map is made
/// in a worker from a snapshot of the cache, again while somebody looks and it has changed. GUI
/// thread; the service must outlive it.
class ClusterModel : public QObject {
    Q_OBJECT
  public:
    /// Below that few topics have the three entries that make a cluster: two in the first 40 of the
    /// shipped sample, ten in its 112.
    static constexpr std::size_t least_entries = 40;
    using Clock = std::function<std::int64_t()>; ///< microseconds since the Unix epoch

    explicit ClusterModel(CacheService& service, QObject* parent = nullptr);
    ClusterModel(CacheService& service, Clock clock, QObject* parent = nullptr);
    ~ClusterModel() override; ///< cancels, and waits for the worker

    void consume(std::span<const Event> events);
    /// While the page is on screen the map is kept fresh.
    void setWatched(bool watched);
    void refresh(); ///< now, unless it is under way
    void cancel();

    bool isComputing() const { return computing_ != nullptr; }
    double progress() const { return progress_; }    ///< 0..1
    QString error() const { return error_; }         ///< of the last attempt; empty: none
    std::size_t entries() const { return entries_; } ///< with a code, at the last look

    /// Null: there was none yet.
    std::shared_ptr<const ClusterMap> map() const { return map_; }
    std::int64_t madeUs() const { return madeUs_; }
    const std::vector<ClusterRow>& clusters() const {
        return clusters_;
    } ///< largest first, tail last
    const ClusterRow* find(std::uint32_t key) const;
    /// Key of the cluster of a row of the map.
    std::uint32_t keyOf(std::size_t row) const;
    /// The entry left after the map was made.
    bool isGone(std::size_t row) const { return gone_[row]; }
    const ClusterEvictions& evictions() const { return evictions_; }
    const LabelsByEntry& labels() const { return labels_; } ///< when the map was made
    std::int64_t nowUs() const { return clock_(); }

    /// The name stays with the cluster that holds its present medoid, also in later sessions. An
    /// empty name brings the telling words back.
    void rename(std::uint32_t key, const QString& name);
    const QHash<quint64, QString>& names() const { return names_; } ///< by entry
    void setNames(QHash<quint64, QString> names);

    /// What a person did, told by who ordered it.
    void tookOut(const std::vector<EntryId>& entries);
    void broughtBack(const std::vector<EntryId>& entries);

  signals:
    void mapChanged();       ///< map, clusters, names
    void computingChanged(); ///< begun, progress, ended
    void evictionsChanged(); ///< at most twice a second

  private:
    struct Job {
        std::atomic<bool> cancelled{false};
    };
    void take(std::shared_ptr<const ClusterMap> map);
    void summarizeAll();
    QString nameOf(const MapCluster& cluster, const ClusterMap& map) const;
    void finished(const Result<std::optional<ClusterMap>>& made, std::size_t entries,
                  LabelsByEntry labels);
    void markGone(EntryId entry, bool gone);
    void noteEvictions();

    CacheService& service_;
    const Clock clock_;
    std::shared_ptr<const ClusterMap> map_;
    std::int64_t madeUs_ = 0;
    std::vector<bool> gone_; ///< row by row
    std::vector<ClusterRow> clusters_;
    ClusterColors colors_;
    ClusterEvictions evictions_;
    LabelsByEntry labels_;
    QHash<quint64, QString> names_;
    std::shared_ptr<Job> computing_;
    double progress_ = 0;
    QString error_;
    std::size_t entries_ = 0;
    QTimer refresh_, evictionsSoon_;
    QThreadPool pool_;
};

} // namespace bsc::ui

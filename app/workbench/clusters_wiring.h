#pragma once

#include "ui/models/cluster_model.h"
#include "ui/models/notice_board.h"
#include "ui/models/settings.h"
#include "ui/pages/clusters_page.h"

#include <QThreadPool>

#include <functional>
#include <optional>
#include <span>

namespace bsc::ui {

class MainWindow;

/// The Clusters screen and what it is connected to. GUI thread; orders to the engine run in a pool
/// and come back as notices.
class ClustersWiring : public QObject {
    Q_OBJECT
  public:
    ClustersWiring(CacheService& service, const ThresholdModel& threshold, NoticeBoard& notices,
                   Settings& settings, const Theme& theme);
    ~ClustersWiring() override;

    /// The screen, and its commands in the Cache menu.
    void addTo(MainWindow& window);
    void take(std::span<const Event> events) { model_.consume(events); }
    void followMotion(); ///< after the setting has changed
    ClusterModel& model() { return model_; }
    ClustersPage& page() { return page_; }
    QAction& undo() { return undo_; }

  private:
    void rename(std::uint32_t cluster);
    void pin(const std::vector<EntryId>& entries, bool pinned);
    void askToEvict(const QString& name, const std::vector<EntryId>& entries);
    void evict(const std::vector<EntryId>& entries);
    void offerUndo(const TakenOut& out);
    void endUndo();
    void takeBack();
    void showFlows(const QString& name, const std::vector<EntryId>& entries);
    /// Runs `work` in the pool, then `then` here with what it returned.
    template <class Work, class Then>
    void offThread(Work work, Then then);

    CacheService& service_;
    NoticeBoard& notices_;
    Settings& settings_;
    const Theme& theme_;
    ClusterModel model_;
    ClustersPage& page_; ///< owned by the window it is added to
    QAction undo_;       ///< of the last eviction
    std::optional<std::uint64_t> ticket_;
    QTimer undoEnds_;
    QThreadPool pool_;
};

} // namespace bsc::ui

#pragma once

#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QPushButton>
#include <QWidget>

namespace bsc::ui {

class ClusterFacts;

/// One cluster, or what the lasso holds: its figures, which scroll, over what can be done to it.
/// GUI thread.
class ClusterDetails : public QWidget {
    Q_OBJECT
  public:
    ClusterDetails(const ClusterModel& model, const ThresholdModel& threshold, const Theme& theme,
                   QWidget* parent = nullptr);

    void showCluster(std::uint32_t cluster);
    void showRows(std::vector<std::uint32_t> rows); ///< of the map: a selection
    const ClusterRow& shown() const { return shown_; }
    std::vector<EntryId> entries() const; ///< of what is shown, oldest first

    void pin(bool pinned); ///< asks for it, as the button does
    void evictOldest();
    std::size_t evictable() const; ///< so many go at once

  signals:
    void shownChanged();
    void renameRequested(std::uint32_t cluster);
    void pinRequested(const std::vector<EntryId>& entries, bool pinned);
    void evictRequested(const QString& name, const std::vector<EntryId>& oldest);
    void flowsRequested(const QString& name, const std::vector<EntryId>& entries);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void refresh();

    const ClusterModel& model_;
    const Theme& theme_;
    std::uint32_t cluster_ = tail_key;
    std::vector<std::uint32_t> selection_; ///< not empty: shown instead of the cluster
    ClusterRow shown_;
    ClusterFacts* facts_;
    QWidget* foot_;
    QPushButton *flows_, *rename_, *pin_, *evict_;
};

} // namespace bsc::ui

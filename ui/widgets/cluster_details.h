#pragma once

#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QPushButton>
#include <QWidget>

namespace bsc::ui {

/// One cluster, or what the lasso holds, in figures, with what can be done to it. GUI thread.
class ClusterDetails : public QWidget {
    Q_OBJECT
  public:
    ClusterDetails(const ClusterModel& model, const ThresholdModel& threshold, const Theme& theme,
                   QWidget* parent = nullptr);

    void showCluster(std::uint32_t cluster);
    void showRows(std::vector<std::uint32_t> rows); ///< of the map: a selection
    std::vector<EntryId> entries() const;           ///< of what is shown, oldest first

  signals:
    void renameRequested(std::uint32_t cluster);
    void pinRequested(const std::vector<EntryId>& entries, bool pinned);
    void evictRequested(const QString& name, const std::vector<EntryId>& oldest);
    void flowsRequested(const QString& name, const std::vector<EntryId>& entries);

  protected:
    void paintEvent(QPaintEvent* event) override;
    QSize minimumSizeHint() const override { return {300, 300}; }

  private:
    void refresh();
    void paintFigures(QPainter& painter, qreal y) const;
    qreal paintDistances(QPainter& painter, qreal y) const;
    void paintMostServed(QPainter& painter, qreal y) const;

    const ClusterModel& model_;
    const ThresholdModel& threshold_;
    const Theme& theme_;
    std::uint32_t cluster_ = tail_key;
    std::vector<std::uint32_t> selection_; ///< not empty: shown instead of the cluster
    ClusterRow shown_;
    QWidget* foot_;
    QPushButton *flows_, *rename_, *pin_, *evict_;
};

} // namespace bsc::ui

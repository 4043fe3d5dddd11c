#pragma once

#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QWidget>

namespace bsc::ui {

/// One cluster in figures: rates, medoid, distances of the members, the most served entries. As
/// high as they need. GUI thread.
class ClusterFacts : public QWidget {
    Q_OBJECT
  public:
    ClusterFacts(const ClusterModel& model, const ThresholdModel& threshold, const Theme& theme,
                 QWidget* parent = nullptr);

    void setCluster(ClusterRow cluster); ///< of the model's present map

  protected:
    void paintEvent(QPaintEvent* event) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {300, sizeHint().height()}; }

  private:
    QString prompt(std::uint32_t row) const;
    void paintTitle(QPainter& painter) const;
    void paintFigures(QPainter& painter) const;
    void paintMedoid(QPainter& painter) const;
    void paintDistances(QPainter& painter) const;
    void paintMostServed(QPainter& painter) const;
    qreal distancesTop() const;
    qreal servedTop() const;

    const ClusterModel& model_;
    const ThresholdModel& threshold_;
    const Theme& theme_;
    ClusterRow shown_;
};

} // namespace bsc::ui

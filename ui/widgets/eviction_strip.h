#pragma once

#include "ui/charts/chart.h"
#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"

#include <QWidget>

namespace bsc::ui {

/// What was evicted, over time: a column holds consecutive batches, a row is a cluster, strength
/// the count. A change of policy is a dated blue line. GUI thread.
class EvictionStrip : public QWidget, public Chart {
    Q_OBJECT
  public:
    EvictionStrip(const ClusterModel& model, const Theme& theme, QWidget* parent = nullptr);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return QStringLiteral("evictions-by-cluster"); }

  protected:
    void paintEvent(QPaintEvent* event) override;
    QSize minimumSizeHint() const override { return {320, 120}; }

  private:
    const ClusterModel& model_;
    const Theme& theme_;
};

} // namespace bsc::ui

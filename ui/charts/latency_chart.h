#pragma once

#include "ui/charts/plot_view.h"
#include "ui/models/live_series.h"

#include <memory>

namespace bsc::ui {

class LatencyPlot;

/// Time from arrival to last byte, hits and misses, p50 to p99, on a log scale.
class LatencyChart : public PlotView {
    Q_OBJECT
  public:
    explicit LatencyChart(const Theme& theme, QWidget* parent = nullptr);
    ~LatencyChart() override;

    void setSeries(const LatencySeries& series);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return QStringLiteral("latency"); }

  private:
    LatencyChart(std::unique_ptr<LatencyPlot> plot, const Theme& theme, QWidget* parent);

    std::unique_ptr<LatencyPlot> plot_;
    LatencySeries series_;
};

} // namespace bsc::ui

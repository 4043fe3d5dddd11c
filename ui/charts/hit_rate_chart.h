#pragma once

#include "ui/charts/plot_view.h"
#include "ui/models/live_series.h"

#include <memory>

namespace bsc::ui {

class HitRatePlot;

/// Share of requests answered from the cache: last 5 minutes, all so far, the target, and requests
/// per second below. Threshold changes are dated lines.
class HitRateChart : public PlotView {
    Q_OBJECT
  public:
    static constexpr double target = 0.35; ///< the product's success criterion

    explicit HitRateChart(const Theme& theme, QWidget* parent = nullptr);
    ~HitRateChart() override;

    void setSeries(const HitRateSeries& series);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return QStringLiteral("hit-rate"); }

  private:
    HitRateChart(std::unique_ptr<HitRatePlot> plot, const Theme& theme, QWidget* parent);

    std::unique_ptr<HitRatePlot> plot_;
    HitRateSeries series_;
};

} // namespace bsc::ui

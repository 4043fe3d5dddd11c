#pragma once

#include "ui/charts/chart.h"
#include "ui/models/theme.h"

#include <QWidget>

#include <string>
#include <vector>

namespace bsc::ui {

/// How long a policy takes to evict, of all its evictions in one replay.
struct EvictTime {
    std::string policy;
    double p50Us = 0, p99Us = 0;
};

/// What EvictTimeChart shows; any thread.
void paintEvictTimes(const std::vector<EvictTime>& times, QPainter& painter, const QRectF& area,
                     const Theme& theme);

/// One line a policy, from the median to the 99th percentile, on a logarithmic axis beside the
/// limit. GUI thread.
class EvictTimeChart : public QWidget, public Chart {
    Q_OBJECT
  public:
    static constexpr double limit_us = 10'000;

    explicit EvictTimeChart(const Theme& theme, QWidget* parent = nullptr);

    void setTimes(std::vector<EvictTime> times);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return "time-to-evict"; }
    QSize sizeHint() const override { return {300, 240}; }

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    const Theme& theme_;
    std::vector<EvictTime> times_;
};

} // namespace bsc::ui

#pragma once

#include "engine/replay/inspector.h"
#include "ui/charts/painted_chart.h"

namespace bsc::ui {

/// Pairs of prompts by cosine and Hamming distance, over the law's mean with a band of two standard
/// deviations. GUI thread.
class CosineChart : public PaintedChart {
    Q_OBJECT
  public:
    explicit CosineChart(const Theme& theme, QWidget* parent = nullptr);

    void setData(CosineScatter scatter, unsigned radius);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return "cosine-and-distance"; }

  private:
    CosineScatter scatter_;
    unsigned radius_ = 0;
};

} // namespace bsc::ui

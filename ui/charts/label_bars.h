#pragma once

#include "ui/charts/painted_chart.h"

#include <cstdint>
#include <vector>

namespace bsc::ui {

/// Right and wrong labels by the distance of their pairs, and the radius among them.
struct LabelBarsData {
    std::vector<std::uint64_t> right, wrong; ///< by bits
    unsigned radius = 0;
};

/// Stacked bars, 4 bits each. GUI thread.
class LabelBars : public PaintedChart {
    Q_OBJECT
  public:
    explicit LabelBars(const Theme& theme, QWidget* parent = nullptr);

    void setData(LabelBarsData data);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return "labels-by-distance"; }

  private:
    LabelBarsData data_;
};

} // namespace bsc::ui

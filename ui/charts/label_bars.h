#pragma once

#include "ui/charts/chart.h"
#include "ui/models/theme.h"

#include <QWidget>

#include <cstdint>
#include <vector>

namespace bsc::ui {

/// Right and wrong labels by the distance of their pairs, and the radius among them.
struct LabelBarsData {
    std::vector<std::uint64_t> right, wrong; ///< by bits
    unsigned radius = 0;
};

/// Stacked bars, 4 bits each. GUI thread.
class LabelBars : public QWidget, public Chart {
    Q_OBJECT
  public:
    explicit LabelBars(const Theme& theme, QWidget* parent = nullptr);

    void setData(LabelBarsData data);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return "labels-by-distance"; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    LabelBarsData data_;
};

} // namespace bsc::ui

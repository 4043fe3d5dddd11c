#pragma once

#include "engine/replay/inspector.h"
#include "ui/charts/chart.h"
#include "ui/models/theme.h"

#include <QWidget>

namespace bsc::ui {

/// Pairs of prompts by cosine and Hamming distance, over the law's mean with a band of two standard
/// deviations. GUI thread.
class CosineChart : public QWidget, public Chart {
    Q_OBJECT
  public:
    explicit CosineChart(const Theme& theme, QWidget* parent = nullptr);

    void setData(CosineScatter scatter, unsigned radius);

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return "cosine-and-distance"; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    CosineScatter scatter_;
    unsigned radius_ = 0;
};

} // namespace bsc::ui

#pragma once

#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QWidget>

namespace bsc::ui {

/// The threshold as a slider over similarity 0.70 to 1.00, ticks 0.05 apart. One key press is one
/// bit, right is closer; dragging previews and letting go applies, Esc takes a drag back.
class ThresholdSlider : public QWidget {
    Q_OBJECT
  public:
    ThresholdSlider(ThresholdModel& threshold, const Theme& theme, QWidget* parent = nullptr);

    QSize sizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    QRectF groove() const;
    double xOf(double similarity) const;
    unsigned radiusAt(double x) const;
    void step(int bitsCloser);
    void describe();

    ThresholdModel& threshold_;
    const Theme& theme_;
    bool dragging_ = false;
};

} // namespace bsc::ui

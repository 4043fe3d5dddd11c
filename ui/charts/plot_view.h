#pragma once

#include "ui/charts/chart.h"

#include <QGraphicsView>

namespace bsc::ui {

class TimePlot;

/// Shows a chart over time: hairline and tip under the pointer, the wheel zooms time, a double
/// click resets. GUI thread.
class PlotView : public QGraphicsView, public Chart {
    Q_OBJECT
  protected:
    /// `plot` is the derived chart's own and outlives what is drawn of it.
    PlotView(TimePlot& plot, const Theme& theme, QWidget* parent);

    /// Renders a plot that was made for this one picture.
    static void print(TimePlot& plot, QPainter& painter, const QRectF& area, const Theme& theme);

    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

  private:
    const Theme& theme_;
    TimePlot& plot_;
    bool ring_ = false; ///< the keyboard brought the focus here
};

} // namespace bsc::ui

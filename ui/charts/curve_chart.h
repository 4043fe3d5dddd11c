#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/curve_data.h"

#include <QWidget>

#include <optional>

namespace bsc::ui {

/// Curves over a numeric axis as a widget: hairline and tip under the pointer; where there is a
/// chosen line, it is dragged with the mouse and moved with the arrow keys. GUI thread.
class CurveChart : public QWidget, public Chart {
    Q_OBJECT
  public:
    explicit CurveChart(const Theme& theme, QWidget* parent = nullptr);

    void setData(CurveData data);
    const CurveData& data() const { return data_; }
    /// The step of the arrow keys in units of the x axis; the CurveMark of kind chosen moves.
    void setStep(double step) { step_ = step; }

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override;
    QString csv() const override;
    QString slug() const override { return data_.slug; }

    QSize sizeHint() const override { return {360, 220}; }

  signals:
    void chosenMoved(double x);    ///< while it is dragged or stepped
    void chosenReleased(double x); ///< when it is let go

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    CurveMark* chosen();
    void moveChosen(double x);

    const Theme& theme_;
    CurveData data_;
    double step_ = 0;
    std::optional<double> hover_; ///< on the x axis
    bool dragging_ = false;
};

} // namespace bsc::ui

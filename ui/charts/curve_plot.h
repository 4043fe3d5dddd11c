#pragma once

#include "ui/charts/chart_theme.h"
#include "ui/charts/curve_data.h"

#include <QPainter>
#include <QRectF>

#include <optional>

namespace bsc::ui {

/// Paints curves over a numeric axis into a rectangle: the same on screen and into files. A value,
/// made for one size and one look.
class CurvePlot {
  public:
    CurvePlot(const CurveData& data, const QRectF& outer, const Theme& theme);

    void paint(QPainter& painter) const;
    /// A hairline at `x` with a tip that names all curves there.
    void paintHover(QPainter& painter, double x) const;

    const QRectF& area() const { return area_; } ///< where the curves are
    QPointF at(QPointF value) const { return {xOf(value.x()), yOf(value.y())}; }
    double valueAt(qreal x) const; ///< of the x axis, clamped to it

  private:
    qreal xOf(double value) const;
    qreal yOf(double value) const;
    QRectF inner() const;

    void paintGrid(QPainter& painter) const;
    void paintAxes(QPainter& painter) const;
    void paintCurve(QPainter& painter, const Curve& curve) const;
    void paintMark(QPainter& painter, const CurveMark& mark) const;
    void paintPill(QPainter& painter, const CurveMark& mark, qreal x) const;
    void paintGap(QPainter& painter, const CurveGap& gap) const;
    void paintDot(QPainter& painter, const CurveDot& dot) const;
    void paintEnds(QPainter& painter) const;
    QString tip(double x) const;

    const CurveData& data_;
    const QRectF outer_;
    const ChartTheme look_;
    QRectF area_;
};

} // namespace bsc::ui

#pragma once

#include "ui/charts/chart_theme.h"
#include "ui/models/live_series.h"

#include <QAreaSeries>
#include <QChart>
#include <QGraphicsScene>
#include <QLineSeries>
#include <QValueAxis>

#include <optional>
#include <vector>

namespace bsc::ui {

/// As a series of Qt Charts takes them.
inline QList<QPointF> toList(const std::vector<QPointF>& points) {
    return {points.begin(), points.end()};
}

/// A chart over time as a scene of its own: Qt Charts draw the series, an item below the grid, an
/// item on top labels at the axes and at line ends, marks and the hover. The same scene is shown on
/// screen and rendered into files.
class TimePlot {
  public:
    TimePlot();
    virtual ~TimePlot();
    TimePlot(const TimePlot&) = delete;
    TimePlot& operator=(const TimePlot&) = delete;

    QGraphicsScene& scene() { return scene_; }
    void resize(QSizeF size);
    void setTheme(const Theme& theme);
    /// Where the pointer is, in scene coordinates; none: outside.
    void setHover(std::optional<qreal> x);
    /// Scales the visible time around this place; factor below 1 shows less.
    void zoom(double factor, qreal x);
    void resetZoom();

  protected:
    /// All times there are; what is visible follows from it and the zoom.
    void setSpan(TimeSpan span);
    TimeSpan visible() const { return zoom_.value_or(span_); }
    qreal xOf(double ms) const;
    double timeAt(qreal x) const;
    QRectF area() const { return area_; } ///< main plot area
    QSizeF size() const { return size_; }
    const ChartTheme& look() const { return *look_; }

    /// A Qt chart without any decoration, in the scene.
    QChart* addChart();
    /// An axis that scales but draws nothing.
    template <class Axis>
    static Axis* addAxis(QChart* chart, Qt::Alignment side) {
        auto* axis = new Axis;
        axis->setVisible(false);
        chart->addAxis(axis, side);
        return axis;
    }
    static QLineSeries* addLine(QChart* chart, QAbstractAxis* x, QAbstractAxis* y);
    void placeChart(QChart* chart, const QRectF& plotArea);

    virtual QMarginsF margins() const = 0;                  ///< from the scene's edge to area()
    virtual void place() = 0;                               ///< after a change of size
    virtual void style() = 0;                               ///< after a change of theme
    virtual void showSpan() = 0;                            ///< after a change of what is visible
    virtual void paintUnder(QPainter&) const = 0;           ///< grid and base lines
    virtual void paintOver(QPainter&) const = 0;            ///< labels and marks
    virtual qreal bottom() const { return area_.bottom(); } ///< end of hairline and time axis
    virtual QString tip(double ms) const = 0; ///< all series at this time; empty: nothing there

    void paintTimeAxis(QPainter& painter, int most) const;
    void paintLevel(QPainter& painter, qreal y, const QPen& pen) const; ///< across area(), crisp

  private:
    class Layer;
    void paintTop(QPainter& painter) const;
    void paintHover(QPainter& painter) const;

    QGraphicsScene scene_;
    Layer *under_, *over_;
    std::optional<ChartTheme> look_;
    QSizeF size_{1, 1};
    QRectF area_;
    TimeSpan span_;
    std::optional<TimeSpan> zoom_;
    std::optional<qreal> hover_;
};

/// The point of a line at this time: the last one not after it. Null before the first.
const QPointF* pointAt(const std::vector<QPointF>& line, double ms);

} // namespace bsc::ui

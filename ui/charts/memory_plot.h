#pragma once

#include "ui/charts/chart_theme.h"
#include "ui/charts/memory_bars.h"

#include <QPainter>
#include <QRectF>

namespace bsc::ui {

/// Paints stacked bars of memory into a rectangle: the same on screen and into files. A value, made
/// for one size and one look.
class MemoryPlot {
  public:
    MemoryPlot(const MemoryBarsData& data, const QRectF& outer, const Theme& theme);

    void paint(QPainter& painter);

  private:
    bool isLow() const; ///< the axis has no title then: the panel's says the same
    qreal x(double megabytes) const;
    void paintEmpty(QPainter& painter) const;
    qreal paintLegend(QPainter& painter) const; ///< returns its height
    void paintAxis(QPainter& painter) const;
    void paintBar(QPainter& painter, std::size_t at) const;
    void paintNames(QPainter& painter, const MemoryBarsData::Bar& bar, qreal y, qreal slot) const;
    void paintMarks(QPainter& painter) const;

    const MemoryBarsData& data_;
    const QRectF outer_;
    const ChartTheme look_;
    std::vector<double> ticks_;
    double scale_ = 1; ///< megabytes at the right end
    qreal titles_ = 0; ///< the widest
    QRectF area_;
};

} // namespace bsc::ui

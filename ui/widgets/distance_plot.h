#pragma once

#include "ui/charts/chart_theme.h"
#include "ui/models/distance_counts.h"

#include <QPainter>
#include <QString>

namespace bsc::ui {

/// Paints how far the nearest codes lie: two bits a bar in the colours of the verdicts that a
/// radius gives, the radius line with its handle and counts, and where random pairs lie.
class DistancePlot {
  public:
    struct Scene {
        const DistanceCounts& counts;
        std::uint64_t requests; ///< all, looked up or not: what the share of hits refers to
        unsigned bits;          ///< width of the codes
        unsigned radius;        ///< the one shown, live or tried
        QString threshold;      ///< its similarity, "0.85"
    };

    DistancePlot(const QRectF& area, unsigned bits);

    qreal xOf(double bits) const;
    double bitsAt(qreal x) const;
    /// Between the last bit inside the radius and the first outside.
    qreal lineX(unsigned radius) const { return xOf(radius + 1); }
    QRectF handle(unsigned radius) const;
    const QRectF& plot() const { return plot_; }
    /// First bit of the bar at this place; -1 outside the plot.
    int barAt(QPointF at) const;

    void paint(QPainter& painter, const Scene& scene, const Theme& theme, bool focused) const;

  private:
    void paintGrid(QPainter& painter, const ChartTheme& look, double top, double step) const;
    void paintBars(QPainter& painter, const Scene& scene, const ChartTheme& look, double top) const;
    void paintRandomPairs(QPainter& painter, unsigned bits, const ChartTheme& look) const;
    void paintNearBand(QPainter& painter, unsigned radius, const ChartTheme& look) const;
    void paintRadius(QPainter& painter, const Scene& scene, const ChartTheme& look,
                     bool focused) const;
    void paintCounts(QPainter& painter, const Scene& scene, const ChartTheme& look) const;

    QRectF area_, plot_;
    double lastBit_; ///< right end of the axis
};

inline constexpr unsigned bits_per_bar = 2;

} // namespace bsc::ui

#include "ui/charts/cosine_chart.h"

#include "ui/charts/chart_theme.h"
#include "ui/charts/csv.h"
#include "ui/charts/curve_data.h"
#include "ui/charts/text_painting.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal top = 12, left = 44, right = 16, below = 40;
constexpr double lowest = -0.25, highest = 1;
constexpr int law_points = 120;

} // namespace

CosineChart::CosineChart(const Theme& theme, QWidget* parent) : PaintedChart(theme, parent) {
    setObjectName("cosine-and-distance");
    setAccessibleName(tr("Hamming distance over cosine"));
    setMinimumSize(240, 180);
}

void CosineChart::setData(CosineScatter scatter, unsigned radius) {
    scatter_ = std::move(scatter);
    radius_ = radius;
    setAccessibleDescription(tr("%1 pairs").arg(scatter_.points.size()));
    update();
}

void CosineChart::paint(QPainter& painter, const QRectF& outer, const Theme& theme) const {
    const QRectF area = outer.adjusted(left, top, -right, -below);
    if (!area.isValid() || scatter_.bits == 0)
        return;
    const ChartTheme look(theme);
    const double most = scatter_.bits * 0.65;
    const auto at = [&](double cosine, double distance) {
        return QPointF(area.left() + area.width() * (cosine - lowest) / (highest - lowest),
                       area.bottom() - area.height() * std::clamp(distance / most, 0.0, 1.0));
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(look.axisFont());
    for (const double tick : roundTicks(0, most, 5)) {
        const qreal y = std::floor(at(0, tick).y()) + 0.5;
        painter.setPen(look.grid());
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(look.caption());
        drawTextAt(painter, {area.left() - 6, y}, Qt::AlignRight, QString::number(tick));
    }
    for (const double tick : {-0.25, 0.0, 0.25, 0.5, 0.75, 1.0})
        drawTextAt(painter, {at(tick, 0).x(), area.bottom() + 12}, Qt::AlignHCenter,
                   QString::number(tick));
    drawTextAt(painter, {area.center().x(), area.bottom() + 28}, Qt::AlignHCenter,
               tr("cosine of the embeddings"));
    painter.setPen(look.baseLine());
    painter.drawLine(area.bottomLeft(), area.bottomRight());

    QPolygonF mean, band, lower;
    for (int i = 0; i <= law_points; ++i) {
        const double cosine = lowest + (highest - lowest) * i / law_points;
        const DistanceLaw law = distance_law(cosine, scatter_.bits);
        mean << at(cosine, law.mean);
        band << at(cosine, law.mean + 2 * law.sd);
        lower << at(cosine, law.mean - 2 * law.sd);
    }
    std::reverse(lower.begin(), lower.end());
    band += lower;
    const QColor ink = theme.verdict(Verdict::coalesced).mark;
    painter.setPen(Qt::NoPen);
    painter.setBrush(look.band(ink));
    painter.drawPolygon(band);

    QPen dot(look.missText(), 3);
    dot.setCapStyle(Qt::RoundCap);
    painter.setPen(dot);
    painter.setOpacity(0.7);
    for (const CosinePoint& point : scatter_.points)
        if (point.cosine >= lowest)
            painter.drawPoint(at(point.cosine, point.distance));
    painter.setOpacity(1);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(look.mainLine(ink));
    painter.drawPolyline(mean);
    painter.setPen(QPen(theme.color(Tone::accent), 1.5));
    const qreal line = at(0, radius_).y();
    painter.drawLine(QPointF(area.left(), line), QPointF(area.right(), line));
    painter.setFont(look.valueFont());
    drawTextAt(painter, {area.left() + 6, line - 9}, Qt::AlignLeft, tr("radius %1").arg(radius_));
    painter.setPen(ink);
    drawTextAt(painter, at(0.55, most * 0.93), Qt::AlignLeft,
               tr("law: bits · acos(cosine) / π, ± 2 sd"));
    painter.restore();
}

QString CosineChart::csv() const {
    CsvTable table({"cosine", "distance", "law_mean", "law_sd"});
    for (const CosinePoint& point : scatter_.points) {
        const DistanceLaw law = distance_law(point.cosine, scatter_.bits);
        table.add({csvNumber(point.cosine), QString::number(point.distance), csvNumber(law.mean),
                   csvNumber(law.sd)});
    }
    return table.text();
}

} // namespace bsc::ui

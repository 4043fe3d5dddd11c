#include "ui/widgets/distance_plot.h"

#include "ui/charts/text_painting.h"
#include "ui/charts/time_axis.h"
#include "ui/models/format.h"
#include "ui/widgets/focus_ring.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal left = 37, right = 14, top = 38, axis_strip = 22, label_gap = 7;
constexpr qreal handle_width = 116, handle_height = 18, handle_top = 15;
/// Room beside the handle for the counts.
constexpr qreal counts_left = 80, counts_right = 140;
constexpr int axis_parts = 8;
constexpr double axis_share = 0.625; ///< of the bits: random pairs and a little more
constexpr double random_height = 0.48;

/// Look-ups per bar, rounded up to thirds of a round number.
struct CountAxis {
    double top, step;
};

CountAxis countAxis(const DistanceCounts& counts) {
    std::uint64_t highest = 0;
    for (unsigned d = 0; d <= counts.bits(); d += bits_per_bar)
        highest = std::max(highest, counts.at(d) + counts.at(d + 1));
    const double step = std::max(1.0, niceCeiling(static_cast<double>(highest) / 3));
    const double parts = std::max(1.0, std::ceil(static_cast<double>(highest) / step));
    return {parts * step, step};
}

} // namespace

DistancePlot::DistancePlot(const QRectF& area, unsigned bits)
    : area_(area), plot_(area.adjusted(left, top, -right, -axis_strip)),
      lastBit_(std::max(1.0, bits * axis_share)) {}

qreal DistancePlot::xOf(double bits) const {
    return plot_.left() + plot_.width() * bits / lastBit_;
}

double DistancePlot::bitsAt(qreal x) const { return lastBit_ * (x - plot_.left()) / plot_.width(); }

QRectF DistancePlot::handle(unsigned radius) const {
    const qreal first = area_.left() + counts_left;
    const qreal last = std::max(first, area_.right() - counts_right - handle_width);
    const qreal x = std::clamp(lineX(radius) - handle_width / 2, first, last);
    return {x, area_.top() + handle_top, handle_width, handle_height};
}

int DistancePlot::barAt(QPointF at) const {
    if (!plot_.contains(at))
        return -1;
    return static_cast<int>(bitsAt(at.x())) / static_cast<int>(bits_per_bar) *
           static_cast<int>(bits_per_bar);
}

void DistancePlot::paint(QPainter& painter, const Scene& scene, const Theme& theme,
                         bool focused) const {
    const ChartTheme look(theme);
    painter.save();
    painter.fillRect(area_, theme.color(Tone::pane));
    painter.setRenderHint(QPainter::Antialiasing);
    const CountAxis axis = countAxis(scene.counts);
    paintGrid(painter, look, axis.top, axis.step);
    paintNearBand(painter, scene.radius, look);
    paintRandomPairs(painter, scene.bits, look);
    paintBars(painter, scene, look, axis.top);
    painter.setPen(look.baseLine());
    painter.drawLine(plot_.bottomLeft(), plot_.bottomRight());
    paintRadius(painter, scene, look, focused);
    paintCounts(painter, scene, look);
    painter.restore();
}

void DistancePlot::paintGrid(QPainter& painter, const ChartTheme& look, double top,
                             double step) const {
    painter.setFont(look.axisFont());
    for (double value = 0; value <= top + step / 2; value += step) {
        const qreal y = std::round(plot_.bottom() - plot_.height() * value / top) + 0.5;
        painter.setPen(look.grid());
        painter.drawLine(QPointF(plot_.left(), y), QPointF(plot_.right(), y));
        painter.setPen(look.caption());
        drawTextAt(painter, {plot_.left() - label_gap, y}, Qt::AlignRight, formatFixed(value, 0));
    }
    for (int i = 0; i <= axis_parts; ++i) {
        const double bits = lastBit_ * i / axis_parts;
        painter.setPen(look.baseLine());
        painter.drawLine(QPointF(xOf(bits), plot_.bottom()),
                         QPointF(xOf(bits), plot_.bottom() + 3));
        painter.setPen(look.caption());
        drawTextAt(painter, {xOf(bits), plot_.bottom() + 11}, Qt::AlignHCenter,
                   formatFixed(bits, 0));
    }
}

void DistancePlot::paintNearBand(QPainter& painter, unsigned radius, const ChartTheme& look) const {
    const double from = std::max(0.0, radius + 1.0 - near_miss_bits);
    QColor tint = look.theme().verdict(Verdict::near_miss).mark;
    tint.setAlphaF(0.15f);
    painter.fillRect(QRectF(QPointF(xOf(from), plot_.top()),
                            QPointF(xOf(radius + 1 + near_miss_bits), plot_.bottom())),
                     tint);
}

void DistancePlot::paintRandomPairs(QPainter& painter, unsigned bits,
                                    const ChartTheme& look) const {
    // Bits of unrelated prompts agree by chance: binomial with p = 1/2, here by its normal shape.
    const double mean = bits / 2.0, deviation = std::sqrt(bits) / 2.0;
    QPainterPath curve(QPointF(xOf(mean - 4 * deviation), plot_.bottom()));
    for (double d = mean - 4 * deviation; d <= std::min(mean + 4 * deviation, lastBit_); d += 0.5) {
        const double z = (d - mean) / deviation;
        curve.lineTo(xOf(d),
                     plot_.bottom() - plot_.height() * random_height * std::exp(-z * z / 2));
    }
    QPainterPath filled = curve;
    filled.lineTo(curve.currentPosition().x(), plot_.bottom());
    painter.fillPath(filled, look.faintBand(look.miss()));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(look.estimate(look.caption()));
    painter.drawPath(curve);

    painter.setFont(look.axisFont());
    painter.setPen(look.caption());
    const qreal y = plot_.bottom() - plot_.height() * random_height;
    drawTextAt(painter, {xOf(mean), y - 23}, Qt::AlignHCenter, QStringLiteral("random pairs"));
    drawTextAt(painter, {xOf(mean), y - 10}, Qt::AlignHCenter,
               QStringLiteral("%1 ± %2 bits").arg(formatFixed(mean, 0), formatFixed(deviation, 0)));
}

void DistancePlot::paintBars(QPainter& painter, const Scene& scene, const ChartTheme& look,
                             double top) const {
    painter.save();
    painter.setClipRect(plot_);
    painter.setPen(Qt::NoPen);
    QColor miss = look.miss();
    miss.setAlphaF(0.75f);
    for (unsigned d = 0; d <= scene.counts.bits(); d += bits_per_bar) {
        const auto split = scene.counts.split(d, d + bits_per_bar - 1, scene.radius);
        const qreal x = xOf(d), width = xOf(d + bits_per_bar) - x - 1;
        qreal y = plot_.bottom();
        const auto stack = [&](std::uint64_t n, const QColor& color) {
            if (n == 0)
                return;
            const qreal height = plot_.height() * static_cast<double>(n) / top;
            painter.setBrush(color);
            painter.drawRect(QRectF(x, y - height, width, height));
            y -= height;
        };
        stack(split.hits, look.hit());
        stack(split.near, look.theme().verdict(Verdict::near_miss).mark);
        stack(split.misses, miss);
    }
    painter.restore();
}

void DistancePlot::paintRadius(QPainter& painter, const Scene& scene, const ChartTheme& look,
                               bool focused) const {
    const QColor blue = look.theme().color(Tone::accent);
    const QRectF box = handle(scene.radius);
    const qreal x = lineX(scene.radius);
    painter.setPen(QPen(blue, 1.6));
    painter.drawLine(QPointF(x, box.bottom()), QPointF(x, plot_.bottom()));
    painter.setBrush(look.theme().color(Tone::pane));
    painter.drawEllipse(QPointF(x, plot_.bottom()), 3.5, 3.5);

    painter.setPen(Qt::NoPen);
    painter.setBrush(blue);
    painter.drawRoundedRect(box, 4, 4);
    if (focused)
        paintFocusRing(painter, box, 4, look.theme());
    painter.setPen(look.theme().color(Tone::onAccent));
    painter.setFont(look.valueFont());
    painter.drawText(box, Qt::AlignCenter,
                     QStringLiteral("%1 · %2 bits").arg(scene.threshold).arg(scene.radius));
    painter.setPen(QPen(look.theme().color(Tone::onAccent), 1.4, Qt::SolidLine, Qt::RoundCap));
    for (const auto& [edge, inward] : {std::pair{box.left() + 6, 3.0}, {box.right() - 6, -3.0}}) {
        const QPointF tip(edge, box.center().y());
        painter.drawLine(tip, tip + QPointF(inward, -3));
        painter.drawLine(tip, tip + QPointF(inward, 3));
    }
}

void DistancePlot::paintCounts(QPainter& painter, const Scene& scene,
                               const ChartTheme& look) const {
    constexpr qreal gap = 8, first = 18, second = 31;
    if (scene.counts.lookups() == 0)
        return;
    const QRectF box = handle(scene.radius);
    const auto split = scene.counts.split(scene.radius);
    const qreal atLeft = box.left() - gap, atRight = box.right() + gap;
    const qreal y = area_.top();
    painter.setFont(look.valueFont());
    painter.setPen(look.hitText());
    drawTextAt(painter, {atLeft, y + first}, Qt::AlignRight, formatCount(split.hits) + " hits");
    painter.setPen(look.value());
    drawTextAt(painter, {atRight, y + first}, Qt::AlignLeft,
               formatCount(split.forwarded()) + " forwarded");
    painter.setFont(look.axisFont());
    painter.setPen(look.caption());
    if (scene.requests > 0)
        drawTextAt(
            painter, {atLeft, y + second}, Qt::AlignRight,
            formatPercent(static_cast<double>(split.hits) / static_cast<double>(scene.requests)));
    painter.setPen(look.theme().verdict(Verdict::near_miss).text);
    drawTextAt(painter, {atRight, y + second}, Qt::AlignLeft,
               QStringLiteral("%1 of them within %2 bits")
                   .arg(formatCount(split.near))
                   .arg(near_miss_bits));
}

} // namespace bsc::ui

#include "ui/charts/curve_plot.h"

#include "ui/charts/marker.h"
#include "ui/charts/text_painting.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal top = 14, chosen_row = 20, tick_gap = 8, line_height = 14, end_gap = 8,
                tip_height = 22;

double fraction(const CurveAxis& axis, double value) {
    if (axis.log)
        return std::log(value / axis.from) / std::log(axis.to / axis.from);
    return (value - axis.from) / (axis.to - axis.from);
}

QString textOf(const CurveAxis& axis, double value) {
    return axis.text ? axis.text(value) : QString::number(value);
}

/// Texts at their wished heights, moved apart where they would overlap.
std::vector<qreal> spread(std::vector<qreal> wished, qreal step, qreal low, qreal high) {
    std::vector<std::size_t> order(wished.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return wished[i]; });
    qreal last = low - step;
    for (const std::size_t i : order)
        last = wished[i] = std::max(wished[i], last + step);
    last = high + step;
    for (auto i = order.rbegin(); i != order.rend(); ++i)
        last = wished[*i] = std::min(wished[*i], last - step);
    return wished;
}

} // namespace

CurvePlot::CurvePlot(const CurveData& data, const QRectF& outer, const Theme& theme)
    : data_(data), outer_(outer), look_(theme) {
    const QFontMetricsF axis(look_.axisFont()), value(look_.valueFont());
    qreal left = 0, right = 12;
    for (const double tick : data.y.ticks)
        left = std::max(left, axis.horizontalAdvance(textOf(data.y, tick)));
    for (const Curve& curve : data.curves)
        if (!curve.end.isEmpty())
            right = std::max(right, value.horizontalAdvance(curve.end) + 2 * end_gap);
    const qreal titles = data.x.title.isEmpty() ? 0 : line_height;
    const qreal below = 8 + line_height + titles + (data.x.second ? line_height : 0);
    const bool has_chosen = std::ranges::any_of(data.marks, [](const CurveMark& mark) {
        return mark.kind == CurveMark::Kind::chosen && mark.across == Qt::Vertical;
    });
    left = std::max(left + tick_gap + 6, data.leftRoom);
    right = std::max(right, data.rightRoom);
    area_ = outer.adjusted(left, top + (has_chosen ? chosen_row : 0), -right, -below);
}

qreal CurvePlot::xOf(double value) const {
    return area_.left() + area_.width() * fraction(data_.x, value);
}

qreal CurvePlot::yOf(double value) const {
    return area_.bottom() - area_.height() * fraction(data_.y, value);
}

double CurvePlot::valueAt(qreal x) const {
    const double part = std::clamp((x - area_.left()) / area_.width(), 0.0, 1.0);
    const CurveAxis& axis = data_.x;
    return axis.log ? axis.from * std::pow(axis.to / axis.from, part)
                    : axis.from + (axis.to - axis.from) * part;
}

/// Room for markers at the ends.
QRectF CurvePlot::inner() const { return area_.adjusted(-6, -top, 6, 6); }

void CurvePlot::paint(QPainter& painter) const {
    if (!area_.isValid())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintGrid(painter);
    painter.setClipRect(inner());
    for (const Curve& curve : data_.curves)
        paintCurve(painter, curve);
    painter.setClipping(false);
    paintAxes(painter);
    for (const CurveGap& gap : data_.gaps)
        paintGap(painter, gap);
    for (const CurveMark& mark : data_.marks)
        paintMark(painter, mark);
    for (const CurveDot& dot : data_.dots)
        paintDot(painter, dot);
    paintEnds(painter);
    if (data_.curves.empty() && !data_.empty.isEmpty()) {
        painter.setFont(look_.theme().font(FontRole::secondary));
        painter.setPen(look_.caption());
        painter.drawText(area_, Qt::AlignCenter | Qt::TextWordWrap, data_.empty);
    }
    painter.restore();
}

void CurvePlot::paintGrid(QPainter& painter) const {
    painter.setPen(look_.grid());
    for (const double tick : data_.y.ticks) {
        const qreal y = std::floor(yOf(tick)) + 0.5;
        painter.drawLine(QPointF(area_.left(), y), QPointF(area_.right(), y));
    }
    if (data_.curves.empty() && data_.x.ticks.empty())
        return; // nothing is measured along it
    painter.setPen(look_.baseLine());
    const qreal base = std::floor(area_.bottom()) + 0.5;
    painter.drawLine(QPointF(area_.left(), base), QPointF(area_.right(), base));
}

void CurvePlot::paintAxes(QPainter& painter) const {
    painter.setFont(look_.axisFont());
    painter.setPen(look_.caption());
    for (const double tick : data_.y.ticks)
        drawTextAt(painter, {area_.left() - tick_gap, yOf(tick)}, Qt::AlignRight,
                   textOf(data_.y, tick));
    qreal y = area_.bottom() + 4 + line_height / 2;
    for (const double tick : data_.x.ticks) {
        drawTextAt(painter, {xOf(tick), y}, Qt::AlignHCenter, textOf(data_.x, tick));
        if (data_.x.second)
            drawTextAt(painter, {xOf(tick), y + line_height}, Qt::AlignHCenter,
                       data_.x.second(tick));
    }
    if (data_.x.second)
        y += line_height;
    if (!data_.x.title.isEmpty())
        drawTextAt(painter, {area_.center().x(), y + line_height}, Qt::AlignHCenter,
                   data_.x.second ? data_.x.title + " · " + data_.x.secondTitle : data_.x.title);
    if (!data_.y.title.isEmpty())
        drawTextAt(painter, {area_.left(), outer_.top() + 5}, Qt::AlignLeft, data_.y.title);
}

void CurvePlot::paintCurve(QPainter& painter, const Curve& curve) const {
    const QColor color = curve.ink(look_.theme());
    QPolygonF line;
    for (const QPointF& point : curve.points)
        line << at(point);
    if (line.isEmpty())
        return;
    painter.setPen(Qt::NoPen);
    if (!curve.band.empty()) {
        QPolygonF tint, edge;
        for (std::size_t i = 0; i < curve.points.size(); ++i)
            edge << at({curve.points[i].x(), curve.band[i].y()});
        tint = edge;
        for (std::size_t i = curve.points.size(); i-- > 0;)
            tint << at({curve.points[i].x(), curve.band[i].x()});
        painter.setBrush(look_.band(color));
        painter.drawPolygon(tint);
        if (curve.bandEdge) {
            painter.setPen(look_.estimate(color));
            painter.drawPolyline(edge);
        }
    }
    if (curve.filled) {
        QPolygonF below = line;
        below << QPointF(line.last().x(), area_.bottom())
              << QPointF(line.first().x(), area_.bottom());
        painter.setPen(Qt::NoPen);
        painter.setBrush(look_.faintBand(color));
        painter.drawPolygon(below);
    }
    QPen pen = dashedPen(color, curve.width, curve.dash);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(pen);
    painter.drawPolyline(line);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(color);
    for (const QPointF& point : line)
        drawMarker(painter, curve.marker, point);
}

void CurvePlot::paintMark(QPainter& painter, const CurveMark& mark) const {
    const Theme& theme = look_.theme();
    const QColor suggested = theme.verdict(Verdict::hit).text, chosen = theme.color(Tone::accent);
    QColor ink = look_.caption();
    switch (mark.kind) {
    case CurveMark::Kind::limit:
        painter.setPen(look_.limit());
        break;
    case CurveMark::Kind::event:
        painter.setPen(look_.event());
        ink = chosen;
        break;
    case CurveMark::Kind::chosen:
        painter.setPen(QPen(chosen, 2));
        ink = chosen;
        break;
    case CurveMark::Kind::suggested:
        painter.setPen(look_.estimate(suggested));
        ink = suggested;
        break;
    }
    painter.setFont(look_.axisFont());
    if (mark.across == Qt::Horizontal) {
        const qreal y = yOf(mark.at);
        if (y < area_.top() - 1 || y > area_.bottom() + 1)
            return;
        painter.drawLine(QPointF(area_.left(), y), QPointF(area_.right(), y));
        painter.setPen(ink);
        drawTextAt(painter, {area_.right() - 6, y - 8}, Qt::AlignRight, mark.text);
        return;
    }
    const qreal x = xOf(mark.at);
    if (x < area_.left() - 1 || x > area_.right() + 1)
        return;
    // The chosen line's text has a row of its own: the suggested one is often next to it.
    const qreal row = mark.kind == CurveMark::Kind::chosen ? chosen_row : 0;
    painter.drawLine(QPointF(x, area_.top() - 4 - row), QPointF(x, area_.bottom()));
    if (mark.kind == CurveMark::Kind::chosen || mark.kind == CurveMark::Kind::suggested) {
        paintPill(painter, mark, x);
        return;
    }
    painter.setPen(ink);
    const qreal width = QFontMetricsF(look_.axisFont()).horizontalAdvance(mark.text);
    const auto isUnderText = [&](const CurveMark& other) {
        const qreal line = xOf(other.at);
        return other.across == Qt::Vertical && line > x && line < x + 6 + width;
    };
    const bool fits =
        x + 6 + width < area_.right() && std::ranges::none_of(data_.marks, isUnderText);
    drawTextAt(painter, {fits ? x + 6 : x - 6, area_.top() - row},
               fits ? Qt::AlignLeft : Qt::AlignRight, mark.text);
}

/// What can be moved is filled; what is suggested has an outline and stands beside its line.
void CurvePlot::paintPill(QPainter& painter, const CurveMark& mark, qreal x) const {
    constexpr qreal height = 18, padding = 7;
    if (mark.text.isEmpty())
        return;
    const Theme& theme = look_.theme();
    const bool chosen = mark.kind == CurveMark::Kind::chosen;
    painter.setFont(look_.valueFont());
    const QString text = chosen ? QStringLiteral("‹ %1 ›").arg(mark.text) : mark.text;
    const qreal width = QFontMetricsF(painter.font()).horizontalAdvance(text) + 2 * padding;
    const qreal wished = chosen ? x - width / 2 : x + 6;
    const bool fits = wished + width < outer_.right();
    const QRectF pill(std::max(outer_.left(), fits ? wished : x - 6 - width),
                      area_.top() - (chosen ? chosen_row + height / 2 + 3 : height / 2 + 5), width,
                      height);
    const VerdictColors good = theme.verdict(Verdict::hit);
    painter.setPen(chosen ? QPen(Qt::NoPen) : QPen(good.mark, 1));
    painter.setBrush(chosen ? theme.color(Tone::accent) : good.tint);
    painter.drawRoundedRect(pill, 4, 4);
    painter.setPen(chosen ? theme.color(Tone::onAccent) : good.text);
    painter.drawText(pill, Qt::AlignCenter, text);
}

void CurvePlot::paintGap(QPainter& painter, const CurveGap& gap) const {
    const qreal from = xOf(gap.from), to = xOf(gap.to);
    qreal y = area_.top() + area_.height() / 4;
    for (const CurveMark& mark : data_.marks) // below the text of a limit
        if (mark.across == Qt::Horizontal && std::abs(yOf(mark.at) - y) < line_height + 4)
            y = yOf(mark.at) + line_height;
    painter.setFont(look_.axisFont());
    painter.setPen(look_.caption());
    if (QFontMetricsF(look_.axisFont()).horizontalAdvance(gap.text) < to - from)
        drawTextAt(painter, {(from + to) / 2, y}, Qt::AlignHCenter, gap.text);
}

void CurvePlot::paintDot(QPainter& painter, const CurveDot& dot) const {
    const QColor color = dot.ink(look_.theme());
    const QPointF middle = at(dot.at);
    painter.setPen(QPen(color, 2));
    painter.setBrush(look_.theme().color(Tone::pane));
    painter.drawEllipse(middle, 4.5, 4.5);
    painter.setFont(look_.valueFont());
    painter.setPen(color);
    const qreal width = QFontMetricsF(painter.font()).horizontalAdvance(dot.text);
    qreal sideways = dot.side & Qt::AlignLeft ? -10 : dot.side & Qt::AlignRight ? 10 : 0;
    if (sideways < 0 && middle.x() + sideways - width < area_.left())
        sideways = 10; // not over the texts of the axis
    const Qt::Alignment text = sideways < 0   ? Qt::AlignRight
                               : sideways > 0 ? Qt::AlignLeft
                                              : Qt::AlignHCenter;
    const qreal up = dot.side & Qt::AlignBottom ? -12 : sideways == 0 ? 14 : 10;
    const QPointF place(middle.x() + sideways, middle.y() - up);
    const qreal back = text == Qt::AlignRight ? width : text == Qt::AlignHCenter ? width / 2 : 0;
    QColor veil = look_.theme().color(Tone::pane); // texts stand on curves and bands
    veil.setAlphaF(0.75F);
    painter.fillRect(QRectF(place.x() - back - 2, place.y() - 7, width + 4, 14), veil);
    drawTextAt(painter, place, text, dot.text);
}

void CurvePlot::paintEnds(QPainter& painter) const {
    std::vector<qreal> wished;
    std::vector<const Curve*> named;
    for (const Curve& curve : data_.curves)
        if (!curve.end.isEmpty() && !curve.points.empty()) {
            wished.push_back(at(curve.points.back()).y());
            named.push_back(&curve);
        }
    const auto placed = spread(wished, line_height, area_.top(), area_.bottom());
    painter.setFont(look_.valueFont());
    for (std::size_t i = 0; i < named.size(); ++i) {
        painter.setPen(named[i]->ink(look_.theme()));
        drawTextAt(painter, {area_.right() + end_gap, placed[i]}, Qt::AlignLeft, named[i]->end);
    }
}

QString CurvePlot::tip(double x) const {
    QString text;
    for (const Curve& curve : data_.curves) {
        const auto nearest = std::ranges::min_element(curve.points, {}, [&](const QPointF& point) {
            return std::abs(fraction(data_.x, point.x()) - fraction(data_.x, x));
        });
        if (nearest == curve.points.end())
            continue;
        if (text.isEmpty())
            text = textOf(data_.x, nearest->x());
        text += QStringLiteral(", %1 %2").arg(curve.name, textOf(data_.y, nearest->y()));
    }
    return text;
}

void CurvePlot::paintHover(QPainter& painter, double x) const {
    const QString text = tip(x);
    if (text.isEmpty() || !area_.isValid())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme& theme = look_.theme();
    const qreal middle = std::floor(xOf(x)) + 0.5;
    painter.setPen(QPen(theme.color(Tone::tx3), 1));
    painter.drawLine(QPointF(middle, area_.top()), QPointF(middle, area_.bottom()));
    painter.setFont(look_.axisFont());
    const qreal width = QFontMetricsF(look_.axisFont()).horizontalAdvance(text) + 16;
    const qreal left = std::clamp(middle - width / 2, outer_.left() + 2,
                                  std::max(outer_.left() + 2, outer_.right() - width - 2));
    const QRectF box(left, std::max(outer_.top(), area_.top() - tip_height + 8), width, tip_height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Tone::tip));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(theme.color(Tone::tipText));
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
}

} // namespace bsc::ui

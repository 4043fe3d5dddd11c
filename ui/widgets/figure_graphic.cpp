#include "ui/widgets/figure_graphic.h"

#include <QPolygonF>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr qreal meter_height = 6;

class GraphicPainter {
  public:
    GraphicPainter(QPainter& painter, const QRectF& area, const QColor& ink, const Theme& theme)
        : painter_(painter), area_(area), ink_(ink), theme_(theme) {}

    void operator()(const std::monostate&) const {}

    void operator()(const TrendGraphic& trend) const {
        if (trend.values.size() < 2)
            return;
        const auto [low, high] = std::minmax_element(trend.values.begin(), trend.values.end());
        const double range = std::max(*high - *low, 1e-9);
        const QRectF body = area_.adjusted(0, 1, -3, -1);
        QPolygonF line;
        for (std::size_t i = 0; i < trend.values.size(); ++i)
            line << QPointF(body.left() + body.width() * static_cast<double>(i) /
                                              static_cast<double>(trend.values.size() - 1),
                            body.bottom() - body.height() * (trend.values[i] - *low) / range);
        painter_.setPen(QPen(ink_, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter_.setBrush(Qt::NoBrush);
        painter_.drawPolyline(line);
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(ink_);
        painter_.drawEllipse(line.last(), 2, 2);
    }

    void operator()(const MeterGraphic& meter) const {
        const QRectF track = strip();
        fill(track, theme_.color(Tone::line));
        fill({track.left(), track.top(), track.width() * meter.share, track.height()}, ink_);
        if (!meter.tick)
            return;
        const qreal x = track.left() + track.width() * *meter.tick;
        painter_.setBrush(theme_.color(Tone::tx));
        painter_.drawRect(QRectF(x, track.top() - 3, 1, track.height() + 6));
    }

    void operator()(const SplitGraphic& split) const {
        constexpr qreal gap = 1.5;
        const QRectF track = strip();
        const qreal middle = track.left() + track.width() * split.firstShare;
        fill({track.left(), track.top(), middle - gap / 2 - track.left(), track.height()}, ink_);
        fill({middle + gap / 2, track.top(), track.right() - middle - gap / 2, track.height()},
             ink_);
    }

    void operator()(const BarsGraphic& bars) const {
        if (bars.values.empty())
            return;
        const double top = std::max(*std::max_element(bars.values.begin(), bars.values.end()), 1.0);
        const qreal pitch = area_.width() / static_cast<double>(bars.values.size());
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(ink_);
        for (std::size_t i = 0; i < bars.values.size(); ++i) {
            const qreal height = area_.height() * bars.values[i] / top;
            painter_.drawRect(QRectF(area_.left() + pitch * static_cast<double>(i),
                                     area_.bottom() - height, pitch * 0.58, height));
        }
    }

    void operator()(const IntervalGraphic& interval) const {
        const auto xOf = [&](double value) {
            return area_.left() + area_.width() * std::clamp(value / interval.limit, 0.0, 1.0);
        };
        const qreal y = area_.center().y();
        painter_.setPen(QPen(theme_.color(Tone::line2), 1));
        painter_.drawLine(QPointF(area_.left(), y), QPointF(area_.right(), y));
        painter_.setPen(QPen(ink_, 2, Qt::SolidLine, Qt::FlatCap));
        painter_.drawLine(QPointF(xOf(interval.low), y), QPointF(xOf(interval.high), y));
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(ink_);
        painter_.drawEllipse(QPointF(xOf(interval.value), y), 3.2, 3.2);
    }

  private:
    QRectF strip() const {
        return {area_.left(), area_.center().y() - meter_height / 2, area_.width(), meter_height};
    }
    void fill(const QRectF& bar, const QColor& color) const {
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(color);
        const qreal corner = std::min(bar.height(), bar.width()) / 2;
        painter_.drawRoundedRect(bar, corner, corner);
    }

    QPainter& painter_;
    const QRectF area_;
    const QColor ink_;
    const Theme& theme_;
};

} // namespace

void paintGraphic(QPainter& painter, const QRectF& area, const Figure& figure, const Theme& theme) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    std::visit(GraphicPainter(painter, area, theme.verdict(figure.tone).mark, theme),
               figure.graphic);
    painter.restore();
}

} // namespace bsc::ui

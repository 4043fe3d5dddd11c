#include "ui/widgets/verdict_glyph.h"

#include <array>

namespace bsc::ui {

namespace {

constexpr qreal radius = 4;

void stroke(QPainter& painter, const QColor& color) {
    painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
}

void paintRing(QPainter& painter, const QColor& color) {
    stroke(painter, color);
    painter.drawEllipse(QPointF(0, 0), radius - 0.8, radius - 0.8);
}

} // namespace

void paintVerdictGlyph(QPainter& painter, QPointF centre, Verdict verdict, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(centre);
    switch (verdict) {
    case Verdict::hit:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(0, 0), radius, radius);
        break;
    case Verdict::near_miss:
        paintRing(painter, color);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPie(QRectF(-radius, -radius, 2 * radius, 2 * radius), 90 * 16, 180 * 16);
        break;
    case Verdict::miss:
        paintRing(painter, color);
        break;
    case Verdict::bypass: {
        stroke(painter, color);
        const std::array<QPointF, 3> head{{{0.5, -3}, {3.5, 0}, {0.5, 3}}};
        painter.drawLine(QPointF(-3.8, 0), QPointF(3.2, 0));
        painter.drawPolyline(head.data(), static_cast<int>(head.size()));
        break;
    }
    case Verdict::coalesced: {
        stroke(painter, color);
        const std::array<QPointF, 3> merge{{{-3.5, -3.5}, {0.5, 0}, {-3.5, 3.5}}};
        painter.drawPolyline(merge.data(), static_cast<int>(merge.size()));
        painter.drawLine(QPointF(0.5, 0), QPointF(3.8, 0));
        break;
    }
    case Verdict::wrong_hit:
        stroke(painter, color);
        painter.drawLine(QPointF(-3, -3), QPointF(3, 3));
        painter.drawLine(QPointF(-3, 3), QPointF(3, -3));
        break;
    }
    painter.restore();
}

} // namespace bsc::ui

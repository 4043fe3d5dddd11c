#include "ui/charts/marker.h"

#include <QPolygonF>

namespace bsc::ui {

void drawMarker(QPainter& painter, Marker marker, QPointF middle) {
    constexpr qreal r = 3.5;
    const QRectF box(middle.x() - r, middle.y() - r, 2 * r, 2 * r);
    switch (marker) {
    case Marker::none:
        return;
    case Marker::disc:
        painter.drawEllipse(box);
        return;
    case Marker::ring:
        painter.save();
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(box);
        painter.restore();
        return;
    case Marker::square:
        painter.drawRect(box);
        return;
    case Marker::triangle:
        painter.drawPolygon(
            QPolygonF{{middle.x(), box.top()}, box.bottomRight(), box.bottomLeft()});
        return;
    case Marker::diamond:
        painter.drawPolygon(QPolygonF{{middle.x(), box.top() - 1},
                                      {box.right() + 1, middle.y()},
                                      {middle.x(), box.bottom() + 1},
                                      {box.left() - 1, middle.y()}});
        return;
    case Marker::cross:
        painter.drawLine(box.topLeft(), box.bottomRight());
        painter.drawLine(box.topRight(), box.bottomLeft());
        return;
    }
}

QPixmap markerSample(Marker marker, const QColor& color, qreal devicePixelRatio) {
    constexpr int side = 14;
    QPixmap sample(QSize(side, side) * devicePixelRatio);
    sample.setDevicePixelRatio(devicePixelRatio);
    sample.fill(Qt::transparent);
    QPainter painter(&sample);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(color);
    drawMarker(painter, marker, {side / 2.0, side / 2.0});
    return sample;
}

} // namespace bsc::ui

#pragma once

#include "ui/models/policy_look.h"

#include <QPainter>
#include <QPixmap>

namespace bsc::ui {

/// One mark of a curve around `middle`, with the painter's pen and brush.
void drawMarker(QPainter& painter, Marker marker, QPointF middle);

/// A marker by itself, for the key of a chart.
QPixmap markerSample(Marker marker, const QColor& color, qreal devicePixelRatio);

} // namespace bsc::ui

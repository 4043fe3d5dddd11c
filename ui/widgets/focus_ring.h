#pragma once

#include "ui/models/theme.h"

#include <QPainter>

namespace bsc::ui {

/// The 2 px ring around a control that has the keyboard, just outside `body`.
inline void paintFocusRing(QPainter& painter, const QRectF& body, qreal radius,
                           const Theme& theme) {
    constexpr qreal gap = 2;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.color(Tone::accent), 2));
    painter.drawRoundedRect(body.adjusted(-gap, -gap, gap, gap), radius + gap, radius + gap);
}

} // namespace bsc::ui

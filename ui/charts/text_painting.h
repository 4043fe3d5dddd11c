#pragma once

#include <QPainter>
#include <QString>

namespace bsc::ui {

/// Draws one line of text with its vertical centre at `at.y()` and, by alignment, its left edge,
/// right edge or middle at `at.x()`.
inline void drawTextAt(QPainter& painter, QPointF at, Qt::Alignment side, const QString& text) {
    constexpr qreal wide = 2000;
    qreal left = at.x();
    if (side & Qt::AlignRight)
        left -= wide;
    else if (side & Qt::AlignHCenter)
        left -= wide / 2;
    painter.drawText(QRectF(left, at.y() - 20, wide, 40), side | Qt::AlignVCenter, text);
}

} // namespace bsc::ui

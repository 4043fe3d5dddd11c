#include "ui/widgets/hairline.h"

#include <QPainter>

namespace bsc::ui {

Hairline::Hairline(Qt::Orientation orientation, const Theme& theme, QWidget* parent)
    : QWidget(parent), orientation_(orientation), theme_(theme) {
    if (orientation == Qt::Horizontal)
        setFixedHeight(1);
}

void Hairline::paintEvent(QPaintEvent*) {
    const QRect line = orientation_ == Qt::Horizontal ? QRect(0, height() / 2, width(), 1)
                                                      : QRect(width() / 2, 0, 1, height());
    QPainter(this).fillRect(line, theme_.color(Tone::line));
}

} // namespace bsc::ui

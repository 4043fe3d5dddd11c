#include "ui/widgets/progress_line.h"

#include <QPainter>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr qreal thickness = 6;

} // namespace

ProgressLine::ProgressLine(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ProgressLine::setShare(double share) {
    share_ = std::clamp(share, 0.0, 1.0);
    setAccessibleDescription(tr("%1 %").arg(qRound(100 * share_)));
    update();
}

void ProgressLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF track(0, (height() - thickness) / 2, width(), thickness);
    painter.setBrush(theme_.color(Tone::line));
    painter.drawRoundedRect(track, thickness / 2, thickness / 2);
    if (share_ <= 0)
        return;
    painter.setBrush(theme_.color(Tone::accent));
    painter.drawRoundedRect(
        QRectF(track.topLeft(), QSizeF(std::max(thickness, width() * share_), thickness)),
        thickness / 2, thickness / 2);
}

} // namespace bsc::ui

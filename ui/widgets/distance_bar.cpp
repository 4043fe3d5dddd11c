#include "ui/widgets/distance_bar.h"

#include "engine/cache/decision.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr qreal bar_height = 6, tick_height = 13;
/// The part of the scale where traffic lives; random pairs stand at half of the bits.
constexpr double shown = 3 / 8.0;

} // namespace

void paintDistanceBar(QPainter& painter, const QRectF& track, unsigned distance, unsigned radius,
                      unsigned bits, const Theme& theme) {
    const auto xOf = [&](double at) {
        return track.left() + track.width() * std::clamp(at / (bits * shown), 0.0, 1.0);
    };
    const QRectF line(track.left(), track.center().y() - bar_height / 2, track.width(), bar_height);
    const QColor amber = theme.verdict(Verdict::near_miss).mark;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.color(Tone::bit0));
    painter.drawRoundedRect(line, 1, 1);
    QRectF bar = line;
    bar.setRight(std::max(line.left() + 1.5, xOf(distance)));
    painter.setBrush(distance <= radius ? theme.verdict(Verdict::hit).mark : amber);
    painter.drawRoundedRect(bar, 1, 1);
    const unsigned edge = radius - std::min(radius, near_miss_bits);
    if (distance <= radius && distance > edge) {
        bar.setLeft(xOf(edge));
        painter.fillRect(bar, amber);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRectF(std::round(xOf(radius)),
                            std::round(track.center().y() - tick_height / 2), 1, tick_height),
                     theme.color(Tone::tx));
    painter.restore();
}

DistanceBar::DistanceBar(const Theme& theme, QWidget* parent) : QWidget(parent), theme_(theme) {
    setFixedSize(88, 14);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void DistanceBar::setDistance(unsigned distance, unsigned radius, unsigned bits) {
    distance_ = distance;
    radius_ = radius;
    bits_ = std::max(bits, 1u);
    setAccessibleDescription(tr("distance %1 of radius %2").arg(distance).arg(radius));
    update();
}

void DistanceBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintDistanceBar(painter, rect(), distance_, radius_, bits_, theme_);
}

} // namespace bsc::ui

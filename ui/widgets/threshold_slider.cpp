#include "ui/widgets/threshold_slider.h"

#include "engine/code/similarity.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr double lowest = 0.70, highest = 1.00, tick_every = 0.05;
constexpr double groove_height = 4, handle_radius = 7, end_room = 10;
constexpr int preferred_width = 172, preferred_height = 34;

} // namespace

ThresholdSlider::ThresholdSlider(ThresholdModel& threshold, const Theme& theme, QWidget* parent)
    : QWidget(parent), threshold_(threshold), theme_(theme) {
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setMinimumWidth(preferred_width - 24);
    connect(&threshold_, &ThresholdModel::radiusChanged, this, &ThresholdSlider::describe);
    connect(&threshold_, &ThresholdModel::previewChanged, this, &ThresholdSlider::describe);
    connect(&threshold_, &ThresholdModel::suggestedChanged, this, &ThresholdSlider::describe);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
    describe();
}

void ThresholdSlider::describe() {
    const unsigned radius = threshold_.preview().value_or(threshold_.radius());
    setAccessibleDescription(tr("threshold %1, %2 bits or fewer of %3")
                                 .arg(threshold_.similarityText(radius))
                                 .arg(radius)
                                 .arg(threshold_.bits()));
    update();
}

QSize ThresholdSlider::sizeHint() const { return {preferred_width, preferred_height}; }

QRectF ThresholdSlider::groove() const {
    return {end_room, height() / 2.0 - groove_height / 2, width() - 2 * end_room, groove_height};
}

double ThresholdSlider::xOf(double similarity) const {
    const double share = (std::clamp(similarity, lowest, highest) - lowest) / (highest - lowest);
    return groove().left() + share * groove().width();
}

unsigned ThresholdSlider::radiusAt(double x) const {
    const double share = std::clamp((x - groove().left()) / groove().width(), 0.0, 1.0);
    const double similarity = lowest + share * (highest - lowest);
    return static_cast<unsigned>(std::lround((1 - similarity) * threshold_.bits()));
}

void ThresholdSlider::step(int bitsCloser) {
    const int radius = static_cast<int>(threshold_.radius()) - bitsCloser;
    threshold_.apply(static_cast<unsigned>(std::max(radius, 0)));
}

void ThresholdSlider::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    dragging_ = true;
    threshold_.setPreview(radiusAt(event->position().x()));
}

void ThresholdSlider::mouseMoveEvent(QMouseEvent* event) {
    if (dragging_)
        threshold_.setPreview(radiusAt(event->position().x()));
}

void ThresholdSlider::mouseReleaseEvent(QMouseEvent*) {
    if (std::exchange(dragging_, false) && threshold_.preview())
        threshold_.apply(*threshold_.preview());
}

void ThresholdSlider::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Up:
        return step(1);
    case Qt::Key_Left:
    case Qt::Key_Down:
        return step(-1);
    case Qt::Key_PageUp:
        return step(static_cast<int>(tick_every * threshold_.bits()));
    case Qt::Key_PageDown:
        return step(-static_cast<int>(tick_every * threshold_.bits()));
    case Qt::Key_Escape:
        if (std::exchange(dragging_, false))
            return threshold_.setPreview(std::nullopt);
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void ThresholdSlider::wheelEvent(QWheelEvent* event) {
    if (!hasFocus())
        return event->ignore();
    step(event->angleDelta().y() > 0 ? 1 : -1);
}

void ThresholdSlider::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF line = groove();
    const unsigned radius = threshold_.preview().value_or(threshold_.radius());
    const double x = xOf(similarity_of(radius, threshold_.bits()));

    painter.setPen(Qt::NoPen);
    painter.setBrush(theme_.color(Tone::line));
    painter.drawRoundedRect(line, groove_height / 2, groove_height / 2);
    painter.setBrush(theme_.color(Tone::accent));
    painter.drawRoundedRect(QRectF(QPointF(x, line.top()), line.bottomRight()), groove_height / 2,
                            groove_height / 2);

    const double ticks_top = line.bottom() + 6;
    const int ticks = static_cast<int>(std::lround((highest - lowest) / tick_every));
    for (int tick = 0; tick <= ticks; ++tick) {
        const double at = xOf(lowest + tick * tick_every);
        painter.fillRect(QRectF(std::round(at) - 0.5, ticks_top, 1, 3), theme_.color(Tone::line2));
    }

    if (threshold_.suggested()) {
        const double at = xOf(similarity_of(*threshold_.suggested(), threshold_.bits()));
        const double tip = line.top() - 2;
        painter.setBrush(theme_.verdict(Verdict::hit).mark);
        painter.drawPolygon(QPolygonF({{at - 4, tip - 5}, {at + 4, tip - 5}, {at, tip}}));
    }

    const QPointF center(x, line.center().y());
    painter.setPen(QPen(theme_.color(Tone::accent), 2));
    painter.setBrush(theme_.color(Tone::pane));
    painter.drawEllipse(center, handle_radius, handle_radius);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        QColor halo = theme_.color(Tone::accent);
        halo.setAlphaF(0.45F);
        painter.setPen(QPen(halo, 2));
        painter.drawEllipse(center, handle_radius + 2.5, handle_radius + 2.5);
    }
}

} // namespace bsc::ui

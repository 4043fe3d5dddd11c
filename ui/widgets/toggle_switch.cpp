#include "ui/widgets/toggle_switch.h"

#include "ui/widgets/focus_ring.h"

#include <QPainter>

namespace bsc::ui {

namespace {

constexpr QSizeF track{34, 20};
constexpr qreal thumb_inset = 3;
constexpr int ring_room = 3;

} // namespace

ToggleSwitch::ToggleSwitch(const Theme& theme, QWidget* parent)
    : QAbstractButton(parent), theme_(theme) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize ToggleSwitch::sizeHint() const {
    return (track + QSizeF(2 * ring_room, 2 * ring_room)).toSize();
}

int ToggleSwitch::margin() { return ring_room; }

void ToggleSwitch::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF body(QPointF(), track);
    body.moveCenter(QRectF(rect()).center());
    if (!isEnabled())
        painter.setOpacity(0.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(isChecked() ? theme_.switchOn() : theme_.color(Tone::line2));
    painter.drawRoundedRect(body, body.height() / 2, body.height() / 2);

    QRectF thumb = body.adjusted(thumb_inset, thumb_inset, -thumb_inset, -thumb_inset);
    thumb.setWidth(thumb.height());
    if (isChecked())
        thumb.moveRight(body.right() - thumb_inset);
    painter.setBrush(Qt::white);
    painter.drawEllipse(thumb);
    if (hasFocus())
        paintFocusRing(painter, body, body.height() / 2, theme_);
}

} // namespace bsc::ui

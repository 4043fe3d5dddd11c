#include "ui/widgets/segmented_control.h"

#include "ui/widgets/focus_ring.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr int height_px = 24;
constexpr qreal padding = 9, corner = 4;

} // namespace

SegmentedControl::SegmentedControl(const Theme& theme, const QStringList& choices, QWidget* parent)
    : QWidget(parent), theme_(theme), choices_(choices) {
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAccessibleDescription(choices_.value(current_));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QFont SegmentedControl::fontOf(int index) const {
    QFont font = theme_.font(FontRole::secondary);
    if (index == current_)
        font.setWeight(QFont::DemiBold);
    return font;
}

qreal SegmentedControl::widthOf(int index) const {
    QFont widest = theme_.font(FontRole::secondary);
    widest.setWeight(QFont::DemiBold);
    return std::ceil(QFontMetricsF(widest).horizontalAdvance(choices_[index])) + 2 * padding;
}

QSize SegmentedControl::sizeHint() const {
    qreal width = 0;
    for (int i = 0; i < choices_.size(); ++i)
        width += widthOf(i);
    return {static_cast<int>(std::ceil(width)), height_px};
}

void SegmentedControl::setCurrent(int index) {
    if (index == current_ || index < 0 || index >= choices_.size())
        return;
    current_ = index;
    setAccessibleDescription(choices_[current_]);
    update();
    emit currentChanged(current_);
}

void SegmentedControl::setChoices(const QStringList& choices) {
    if (choices == choices_ || choices.isEmpty())
        return;
    choices_ = choices;
    current_ = std::min(current_, static_cast<int>(choices_.size()) - 1);
    setAccessibleDescription(choices_[current_]);
    updateGeometry();
    update();
}

void SegmentedControl::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(body, corner, corner);
    painter.fillPath(outline, theme_.color(Tone::btn));
    painter.setClipPath(outline);
    qreal left = body.left();
    for (int i = 0; i < choices_.size(); ++i) {
        const QRectF cell(left, body.top(), widthOf(i), body.height());
        if (i == current_)
            painter.fillRect(cell, theme_.color(isEnabled() ? Tone::accentSoft : Tone::grid));
        painter.setPen(QPen(theme_.color(Tone::line2), 1));
        if (i > 0)
            painter.drawLine(cell.topLeft(), cell.bottomLeft());
        painter.setFont(fontOf(i));
        painter.setPen(theme_.color(!isEnabled()    ? Tone::tx3
                                    : i == current_ ? Tone::accent
                                                    : Tone::tx2));
        painter.drawText(cell, Qt::AlignCenter, choices_[i]);
        left += cell.width();
    }
    painter.setClipping(false);
    painter.strokePath(outline, QPen(theme_.color(Tone::line2), 1));
    if (hasFocus()) // within its edge, as buttons have it, so that it lines up with what is above
        paintFocusRing(painter, body.adjusted(2.5, 2.5, -2.5, -2.5), corner - 2.5, theme_);
}

void SegmentedControl::mousePressEvent(QMouseEvent* event) {
    qreal left = 0;
    for (int i = 0; i < choices_.size(); ++i) {
        left += widthOf(i);
        if (event->position().x() < left)
            return setCurrent(i);
    }
}

void SegmentedControl::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left)
        setCurrent(current_ - 1);
    else if (event->key() == Qt::Key_Right)
        setCurrent(current_ + 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace bsc::ui

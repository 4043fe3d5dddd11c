#include "ui/pages/step_badge.h"

#include "ui/widgets/icons.h"

#include <QPainter>

namespace bsc::ui {

namespace {

constexpr int badge_size = 26, check_size = 14;

} // namespace

StepBadge::StepBadge(int number, const Theme& theme, QWidget* parent)
    : QWidget(parent), number_(number), theme_(theme) {
    setFixedSize(badge_size, badge_size);
    setState(State::toDo);
}

void StepBadge::setState(State state) {
    state_ = state;
    const QString word = state == State::toDo  ? tr("to do")
                         : state == State::now ? tr("now")
                                               : tr("done");
    setAccessibleName(tr("Step %1, %2").arg(number_).arg(word));
    update();
}

void StepBadge::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF circle = QRectF(rect()).adjusted(1, 1, -1, -1);
    const VerdictColors green = theme_.verdict(Verdict::hit);
    painter.setPen(state_ == State::toDo ? QPen(theme_.color(Tone::line2), 1.5) : Qt::NoPen);
    painter.setBrush(state_ == State::now    ? theme_.color(Tone::accent)
                     : state_ == State::done ? green.tint
                                             : Qt::transparent);
    painter.drawEllipse(state_ == State::toDo ? circle : QRectF(rect()));
    if (state_ == State::done) {
        QRect picture(0, 0, check_size, check_size);
        picture.moveCenter(rect().center());
        tintedIcon("check", [&] { return green.text; }).paint(&painter, picture);
        return;
    }
    painter.setFont(theme_.font(FontRole::panelTitle));
    painter.setPen(theme_.color(state_ == State::now ? Tone::onAccent : Tone::tx3));
    painter.drawText(rect(), Qt::AlignCenter, QString::number(number_));
}

} // namespace bsc::ui

#include "ui/widgets/label.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QStyleOption>
#include <QToolTip>

namespace bsc::ui {

Label::Label(const Theme& theme, FontRole font, Tone tone, const QString& text, QWidget* parent)
    : QLabel(text, parent) {
    setTextFormat(Qt::PlainText);
    setFont(theme.font(font));
    setTone(tone);
}

void Label::setTone(Tone tone) {
    setInk(tone == Tone::tx2 ? "tx2" : tone == Tone::tx3 ? "tx3" : "");
}

void Label::setOutcome(bool good) { setInk(good ? "good" : "doubt"); }

bool Label::isCut() const {
    return !wordWrap() && textFormat() == Qt::PlainText &&
           fontMetrics().horizontalAdvance(text()) > contentsRect().width();
}

bool Label::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty() || !isCut())
        return QLabel::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text(), this);
    return true;
}

void Label::paintEvent(QPaintEvent* event) {
    if (!isCut())
        return QLabel::paintEvent(event);
    const QRect place = contentsRect();
    QPainter painter(this);
    QStyleOption option;
    option.initFrom(this);
    style()->drawItemText(
        &painter, place, static_cast<int>(alignment()), option.palette, isEnabled(),
        fontMetrics().elidedText(text(), Qt::ElideRight, place.width()), foregroundRole());
}

void Label::setInk(const char* name) {
    setProperty("ink", name);
    style()->unpolish(this);
    style()->polish(this);
}

} // namespace bsc::ui

#include "ui/widgets/status_bar.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace bsc::ui {

namespace {

constexpr int bar_height = 24, side = 12, item_gap = 24, dot = 8, dot_gap = 7;

} // namespace

StatusBar::StatusBar(const EngineLink& link, StatusModel& model, const Theme& theme,
                     QWidget* parent)
    : QStatusBar(parent), link_(link), model_(model), theme_(theme) {
    setSizeGripEnabled(false);
    setFixedHeight(bar_height);
    connect(&model_, &StatusModel::changed, this, &StatusBar::describe);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
    describe();
}

void StatusBar::describe() {
    QStringList texts{model_.stateText()};
    for (const StatusItem& item : model_.items())
        texts.append(item.text);
    setAccessibleName(tr("Status"));
    setAccessibleDescription(texts.join(", "));
    update();
}

QColor StatusBar::stateColor() const {
    switch (link_.state()) {
    case ProxyState::listening:
        return theme_.verdict(Verdict::hit).mark;
    case ProxyState::starting:
    case ProxyState::stopping:
        return theme_.verdict(Verdict::near_miss).mark;
    case ProxyState::failed:
        return theme_.verdict(Verdict::wrong_hit).mark;
    case ProxyState::stopped:
        break;
    }
    return theme_.color(Tone::line2);
}

QList<StatusBar::Placed> StatusBar::placed() const {
    const QFontMetrics metrics(theme_.font(FontRole::secondary));
    const int left = side + dot + dot_gap + metrics.horizontalAdvance(model_.stateText());
    const QList<StatusItem> items = model_.items();
    QList<Placed> result;
    int right = width() - side;
    for (auto item = items.crbegin(); item != items.crend(); ++item) {
        const int needed = metrics.horizontalAdvance(item->text);
        if (right - needed < left + item_gap)
            break;
        result.append({*item, QRect(right - needed, 1, needed, height() - 1)});
        right -= needed + item_gap;
    }
    return result;
}

void StatusBar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), theme_.color(Tone::win));
    painter.fillRect(QRect(0, 0, width(), 1), theme_.color(Tone::line));
    painter.setFont(theme_.font(FontRole::secondary));

    QRectF mark(side, 0, dot, dot);
    mark.moveCenter({mark.center().x(), (height() + 1) / 2.0});
    painter.setPen(Qt::NoPen);
    painter.setBrush(stateColor());
    painter.drawEllipse(mark);
    painter.setPen(theme_.color(Tone::tx2));
    painter.drawText(QRect(side + dot + dot_gap, 1, width(), height() - 1), Qt::AlignVCenter,
                     model_.stateText());

    const QList<Placed> items = placed();
    for (const Placed& place : items) {
        painter.setPen(place.item.trouble ? theme_.verdict(Verdict::near_miss).text
                                          : theme_.color(Tone::tx2));
        painter.drawText(place.rect, Qt::AlignVCenter, place.item.text);
        if (&place != &items.back())
            painter.fillRect(QRect(place.rect.left() - item_gap / 2, 7, 1, height() - 13),
                             theme_.color(Tone::line2));
    }
}

bool StatusBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QStatusBar::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (const Placed& place : placed())
        if (place.rect.contains(help->pos()) && !place.item.tip.isEmpty()) {
            QToolTip::showText(help->globalPos(), place.item.tip, this, place.rect);
            return true;
        }
    QToolTip::hideText();
    return true;
}

} // namespace bsc::ui

#include "ui/widgets/upstream_box.h"

#include <QPainter>

namespace bsc::ui {

namespace {

using Kind = UpstreamChoice::Kind;
constexpr int dot = 8, icon_side = 12;

QIcon dotIcon(const QColor& color) {
    QPixmap pixmap(2 * icon_side, 2 * icon_side);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    constexpr qreal inset = (icon_side - dot) / 2.0;
    painter.drawEllipse(QRectF(inset, inset, dot, dot));
    return QIcon(pixmap);
}

} // namespace

UpstreamBox::UpstreamBox(EngineLink& link, const Theme& theme, QWidget* parent)
    : QComboBox(parent), link_(link), theme_(theme) {
    setIconSize({icon_side, icon_side});
    for (const Kind kind : {Kind::demo, Kind::providers, Kind::custom})
        addItem(nameOf(kind));
    setItemData(0, tr("Built in: answers both APIs with made-up text, no key, no network"),
                Qt::ToolTipRole);
    setItemData(1, tr("api.openai.com and api.anthropic.com"), Qt::ToolTipRole);
    setItemData(2, tr("Your own servers that speak these APIs"), Qt::ToolTipRole);
    connect(this, &QComboBox::activated, this, &UpstreamBox::pick);
    connect(&link_, &EngineLink::upstreamChanged, this, &UpstreamBox::showChoice);
    connect(&link_, &EngineLink::stateChanged, this, &UpstreamBox::showChoice);
    connect(&theme_, &Theme::changed, this, &UpstreamBox::showChoice);
    showChoice();
}

QString UpstreamBox::nameOf(Kind kind) {
    switch (kind) {
    case Kind::demo:
        return tr("Demo upstream");
    case Kind::providers:
        return tr("OpenAI + Anthropic");
    case Kind::custom:
        return tr("Custom URLs…");
    }
    return {};
}

void UpstreamBox::pick(int index) {
    UpstreamChoice choice = link_.upstream();
    choice.kind = static_cast<Kind>(index);
    if (choice.kind == Kind::custom) {
        showChoice(); // until the URLs are known
        emit customRequested();
    } else {
        emit picked(choice);
    }
}

void UpstreamBox::showChoice() {
    const auto current = static_cast<int>(link_.upstream().kind);
    const bool on = link_.state() == ProxyState::listening;
    const QColor health = !on                       ? theme_.color(Tone::line2)
                          : link_.upstreamAnswers() ? theme_.verdict(Verdict::hit).mark
                                                    : theme_.verdict(Verdict::near_miss).mark;
    for (int index = 0; index < count(); ++index)
        setItemIcon(index, dotIcon(index == current ? health : QColor(Qt::transparent)));
    setCurrentIndex(current);
    const QString state = !on                       ? tr("the proxy is off")
                          : link_.upstreamAnswers() ? tr("answering")
                                                    : tr("not answering");
    setAccessibleName(tr("Upstream, %1").arg(state));
    setToolTip(tr("Where misses go: %1, %2").arg(nameOf(link_.upstream().kind), state));
}

} // namespace bsc::ui

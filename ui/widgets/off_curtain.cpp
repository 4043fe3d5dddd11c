#include "ui/widgets/off_curtain.h"

#include "ui/models/format.h"
#include "ui/widgets/label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

namespace bsc::ui {

namespace {

constexpr float veil = 0.62f;
constexpr int box_padding = 12;

} // namespace

OffCurtain::OffCurtain(const Theme& theme, QWidget* covered)
    : QWidget(covered), theme_(theme),
      text_(new Label(theme, FontRole::panelTitle, Tone::tx, {}, this)) {
    setObjectName("offCurtain");
    auto* turnOn = new QPushButton(tr("Turn on"), this);
    turnOn->setObjectName("turnOn");
    turnOn->setProperty("look", "primary");
    connect(turnOn, &QPushButton::clicked, this, &OffCurtain::turnOnRequested);
    auto* row = new QHBoxLayout(this);
    row->setSpacing(box_padding);
    row->addStretch();
    row->addWidget(text_, 0, Qt::AlignVCenter);
    row->addWidget(turnOn, 0, Qt::AlignVCenter);
    row->addStretch();
    covered->installEventFilter(this);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void OffCurtain::setSince(std::int64_t epochUs) {
    text_->setText(tr("Proxy is off since %1").arg(formatClock(epochUs)));
}

bool OffCurtain::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

void OffCurtain::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QColor pane = theme_.color(Tone::pane);
    pane.setAlphaF(veil);
    painter.fillRect(rect(), pane);
    const QRect box = layout()->itemAt(1)->geometry().united(layout()->itemAt(2)->geometry());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme_.color(Tone::line2), 1));
    painter.setBrush(theme_.color(Tone::pane));
    painter.drawRoundedRect(
        QRectF(box).adjusted(-box_padding, -box_padding, box_padding, box_padding), 4, 4);
}

} // namespace bsc::ui

#include "ui/widgets/copy_field.h"

#include "ui/widgets/icons.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>

#include <chrono>

namespace bsc::ui {

namespace {

constexpr int field_height = 28, side = 9, icon_size = 14, icon_gap = 8;
constexpr std::chrono::milliseconds done_for{1500};

} // namespace

CopyField::CopyField(const Theme& theme, QWidget* parent)
    : QAbstractButton(parent), theme_(theme), copyIcon_(tintedIcon(theme, "copy", Tone::tx3)),
      doneIcon_(tintedIcon(theme, "check", Tone::accent)) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    done_.setSingleShot(true);
    done_.setInterval(done_for);
    connect(this, &QAbstractButton::clicked, this, &CopyField::copy);
    connect(&done_, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void CopyField::setTexts(const QString& shown, const QString& copied) {
    copied_ = copied;
    setToolTip(tr("Copy %1").arg(copied));
    setAccessibleName(tr("Copy %1").arg(copied));
    if (shown == text())
        return;
    setText(shown);
    updateGeometry();
}

void CopyField::setIconShown(bool shown) {
    iconShown_ = shown;
    updateGeometry();
    update();
}

QSize CopyField::sizeHint() const {
    const QFontMetrics metrics(theme_.font(FontRole::number));
    const int icon = iconShown_ ? icon_gap + icon_size : 0;
    return {metrics.horizontalAdvance(text()) + icon + 2 * side, field_height};
}

void CopyField::copy() {
    QGuiApplication::clipboard()->setText(copied_);
    done_.start();
    update();
}

void CopyField::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF outline = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(theme_.color(underMouse() ? Tone::line2 : Tone::line));
    painter.setBrush(theme_.color(Tone::sunk));
    painter.drawRoundedRect(outline, 4, 4);

    QRect content = rect().adjusted(side, 0, -side, 0);
    if (iconShown_) {
        QRect icon(0, 0, icon_size, icon_size);
        icon.moveCenter(content.center());
        icon.moveRight(content.right());
        (done_.isActive() ? doneIcon_ : copyIcon_).paint(&painter, icon);
        content.setRight(icon.left() - icon_gap);
    }
    painter.setFont(theme_.font(FontRole::number));
    painter.setPen(theme_.color(Tone::tx));
    painter.drawText(content, Qt::AlignVCenter | Qt::AlignLeft, text());
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme_.color(Tone::accent), 2));
        painter.drawRoundedRect(outline, 4, 4);
    }
}

} // namespace bsc::ui

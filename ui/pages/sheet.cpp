#include "ui/pages/sheet.h"

#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"

#include <QPainter>
#include <QToolButton>

namespace bsc::ui {

namespace {

constexpr int side = 20, foot_height = 52;

} // namespace

Sheet::Sheet(const Theme& theme, const QString& title, QSize size, QWidget* parent)
    : QDialog(parent), theme_(theme), head_(new QHBoxLayout), body_(new QVBoxLayout),
      foot_(new QHBoxLayout), footStrip_(new QWidget) {
    setWindowTitle(title);
    setModal(false);
    resize(size);
    setMinimumSize(size);

    head_->setContentsMargins(side, 8, 10, 0);
    head_->setSpacing(8);
    head_->addWidget(new Label(theme, FontRole::sheetTitle, Tone::tx, title));
    head_->addStretch(1);
    body_->setContentsMargins(side, 10, side, 8);
    footStrip_->setFixedHeight(foot_height);
    footStrip_->setLayout(foot_);
    foot_->setContentsMargins(side, 0, 16, 0);
    foot_->setSpacing(8);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head_);
    column->addLayout(body_, 1);
    column->addWidget(footStrip_);
    connect(&theme_, &Theme::changed, this, qOverload<>(&QWidget::update));
    setFocus(); // no control has the keyboard before the user says so
}

void Sheet::addCloseButton() {
    auto* close = new QToolButton;
    close->setObjectName(objectName() + "-close");
    close->setAccessibleName(tr("Close"));
    close->setIcon(tintedIcon(theme_, "close"));
    close->setIconSize({14, 14});
    connect(close, &QToolButton::clicked, this, &QDialog::reject);
    head_->addWidget(close);
}

void Sheet::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), theme_.color(Tone::pane));
    const QRect strip = footStrip_->geometry();
    painter.fillRect(strip, theme_.color(Tone::alt));
    painter.fillRect(QRect(0, strip.top(), width(), 1), theme_.color(Tone::line));
}

} // namespace bsc::ui

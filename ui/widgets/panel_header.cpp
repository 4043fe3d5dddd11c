#include "ui/widgets/panel_header.h"

#include "ui/widgets/label.h"

#include <QPainter>

namespace bsc::ui {

namespace {

constexpr int header_height = 34;

} // namespace

PanelHeader::PanelHeader(const Theme& theme, const QString& title, const QString& explanation,
                         QWidget* parent)
    : QWidget(parent), theme_(theme), row_(new QHBoxLayout(this)) {
    setFixedHeight(header_height);
    row_->setContentsMargins(12, 0, 10, 0);
    row_->setSpacing(6);
    if (!title.isEmpty())
        addText(new Label(theme, FontRole::panelTitle, Tone::tx, title, this));
    if (explanation.isEmpty()) {
        row_->addStretch(1);
    } else {
        auto* label = new Label(theme, FontRole::secondary, Tone::tx3, explanation, this);
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        row_->addWidget(label, 1);
    }
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PanelHeader::addText(QWidget* widget) { row_->insertWidget(texts_++, widget); }

void PanelHeader::addYielding(QWidget* widget) {
    widget->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row_->insertWidget(texts_++, widget, 1);
    row_->setStretch(texts_, 0); // of the empty room
}

void PanelHeader::addControl(QWidget* control) { row_->addWidget(control); }

void PanelHeader::paintEvent(QPaintEvent*) {
    QPainter(this).fillRect(rect(), theme_.color(Tone::pane));
}

} // namespace bsc::ui

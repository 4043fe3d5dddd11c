#include "ui/widgets/choice_box.h"

#include <QHelpEvent>
#include <QStyleOption>
#include <QStylePainter>
#include <QToolTip>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr int least_width = 72;

} // namespace

ChoiceBox::ChoiceBox(const QString& name, const QString& about, int widest, QWidget* parent)
    : QComboBox(parent) {
    setObjectName(name);
    setAccessibleName(about);
    setSizeAdjustPolicy(QComboBox::AdjustToContents);
    setMinimumWidth(std::min(least_width, widest));
    setMaximumWidth(widest);
}

bool ChoiceBox::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty())
        return QComboBox::event(event);
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), currentText(), this);
    return true;
}

void ChoiceBox::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    const QRect place =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    option.currentText =
        fontMetrics().elidedText(option.currentText, Qt::ElideRight, place.width());
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

} // namespace bsc::ui

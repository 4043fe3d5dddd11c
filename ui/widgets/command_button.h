#pragma once

#include "ui/widgets/icons.h"

#include <QAction>
#include <QPushButton>

namespace bsc::ui {

/// A small button that does what an action of the menus does, and is enabled when it is.
inline QPushButton* commandButton(QAction& action, const Theme& theme, const QString& icon,
                                  const QString& text) {
    auto* button = new QPushButton(tintedIcon(theme, icon), text);
    button->setObjectName(action.objectName() + "Button");
    button->setAccessibleName(text);
    button->setProperty("scale", "small");
    button->setFont(theme.font(FontRole::secondary));
    button->setToolTip(action.toolTip());
    button->setEnabled(action.isEnabled());
    QObject::connect(button, &QPushButton::clicked, &action, &QAction::trigger);
    QObject::connect(&action, &QAction::enabledChanged, button, &QWidget::setEnabled);
    return button;
}

} // namespace bsc::ui

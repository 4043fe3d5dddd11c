#include "ui/widgets/chart_keys.h"

#include "ui/widgets/chart_panel.h"

#include <QApplication>

namespace bsc::ui {

ChartKeys::ChartKeys(QWidget& window)
    : QObject(&window), window_(window),
      export_(addKey("exportChart", tr("Export chart…"), "Ctrl+E", &ChartPanel::exportPicture)),
      copy_(addKey("copyChart", tr("Copy chart as an image"), "Ctrl+Shift+C",
                   &ChartPanel::copyImage)) {}

QAction* ChartKeys::addKey(const QString& name, const QString& text, const QString& keys,
                           void (ChartPanel::*slot)()) {
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(QKeySequence(keys));
    connect(action, &QAction::triggered, this, [this, slot] {
        if (ChartPanel* panel = current())
            (panel->*slot)();
    });
    window_.addAction(action);
    return action;
}

ChartPanel* ChartKeys::current() const {
    for (QWidget* at = window_.focusWidget(); at; at = at->parentWidget())
        if (auto* panel = qobject_cast<ChartPanel*>(at); panel && panel->isVisible())
            return panel;
    ChartPanel* first = nullptr;
    for (ChartPanel* panel : window_.findChildren<ChartPanel*>()) {
        if (panel->window() != &window_ || !panel->isVisible() || !panel->isEnabled())
            continue;
        if (panel->underMouse())
            return panel;
        if (!first)
            first = panel;
    }
    return first;
}

} // namespace bsc::ui

#pragma once

#include "ui/models/theme.h"

#include <QActionGroup>
#include <QToolBar>

namespace bsc::ui {

/// The screens at the left, icon over label, one of them current; below them what opens beside the
/// screens.
class Rail : public QToolBar {
    Q_OBJECT
  public:
    explicit Rail(const Theme& theme, QWidget* parent = nullptr);

    /// A screen: exclusive and checkable.
    void addScreen(QAction* action);
    /// At the foot.
    void addFoot(QAction* action);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    void addItem(QAction* action, QAction* before);

    const Theme& theme_;
    QActionGroup screens_;
    QAction* spacer_;
};

} // namespace bsc::ui

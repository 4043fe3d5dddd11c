#pragma once

#include <QAction>
#include <QWidget>

namespace bsc::ui {

class ChartPanel;

/// Ctrl+E and Ctrl+Shift+C of a window with charts: they concern the chart that has the keyboard,
/// else the one under the pointer, else the first one shown. GUI thread.
class ChartKeys : public QObject {
    Q_OBJECT
  public:
    explicit ChartKeys(QWidget& window);

    QAction* exportAction() const { return export_; }
    QAction* copyAction() const { return copy_; }
    /// Null: no chart is shown.
    ChartPanel* current() const;

  private:
    QAction* addKey(const QString& name, const QString& text, const QString& keys,
                    void (ChartPanel::*slot)());

    QWidget& window_;
    QAction *export_, *copy_;
};

} // namespace bsc::ui

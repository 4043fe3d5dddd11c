#pragma once

#include "ui/charts/exporters.h"
#include "ui/models/theme.h"

#include <QMenu>

namespace bsc::ui {

/// What can be had of a chart: five kinds of file and the clipboard, each with a word of
/// explanation and its keys, which are the window's (see ChartKeys).
class ExportMenu : public QMenu {
    Q_OBJECT
  public:
    ExportMenu(const Theme& theme, const QString& name, QWidget* parent);

  signals:
    void formatPicked(bsc::ui::ExportFormat format);
    void copyPicked();

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QAction* addRow(const QString& name, const QString& explanation, const QString& keys = {});

    const Theme& theme_;
};

} // namespace bsc::ui

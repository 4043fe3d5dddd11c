#pragma once

#include "ui/models/theme.h"
#include "ui/pages/library_commands.h"

#include <QWidget>

namespace bsc::ui {

class Label;
class TrafficStrip;

/// The picked workload at the foot of the library: when it is from, its traffic, what is in it, and
/// what can be done with it. GUI thread.
class WorkloadDetails : public QWidget {
    Q_OBJECT
  public:
    WorkloadDetails(LibraryCommands& commands, const Theme& theme, QWidget* parent = nullptr);

    void setWorkload(const ShelfRow& row);
    void setFigures(const WorkloadFigures& figures);
    void clearFigures(); ///< they are being read

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    struct Figure {
        Label* title;
        Label* value;
    };
    Figure addFigure(const char* name, const QString& title);
    QWidget* makeButtons(LibraryCommands& commands);

    const Theme& theme_;
    Label* name_;
    Label* when_;
    TrafficStrip* traffic_;
    QWidget* figures_;
    Figure models_, sources_, prompts_, labels_;
};

} // namespace bsc::ui

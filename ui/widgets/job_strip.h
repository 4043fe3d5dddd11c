#pragma once

#include "ui/models/theme.h"
#include "ui/models/workload_shelf.h"

#include <QWidget>

namespace bsc::ui {

class Label;
class ProgressLine;

/// The long job of the library while one runs: what it is, how far, and Cancel. Without a job it
/// takes no room. GUI thread.
class JobStrip : public QWidget {
    Q_OBJECT
  public:
    JobStrip(WorkloadShelf& shelf, const Theme& theme, QWidget* parent = nullptr);

  private:
    void follow();

    WorkloadShelf& shelf_;
    Label* text_;
    Label* rows_;
    ProgressLine* progress_;
};

} // namespace bsc::ui

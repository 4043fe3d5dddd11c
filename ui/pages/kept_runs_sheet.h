#pragma once

#include "ui/models/run_shelf.h"
#include "ui/pages/sheet.h"

#include <QPushButton>

class QAction;

namespace bsc::ui {

class Label;
class PlainTable;

/// All kept runs, replays and benchmarks and the rest; those that are picked can be deleted, and
/// brought back in the same session. GUI thread; `shelf` must outlive it.
class KeptRunsSheet : public Sheet {
    Q_OBJECT
  public:
    KeptRunsSheet(RunShelf& shelf, const Theme& theme, QWidget* parent);

    void open();

  private:
    QAction* command(const char* name, const QString& text, const QKeySequence& key);
    std::vector<std::uint64_t> picked() const;
    void showRuns();
    void showPicked();

    RunShelf& shelf_;
    PlainTable* table_;
    Label* state_;
    QAction *remove_, *undo_;
};

} // namespace bsc::ui

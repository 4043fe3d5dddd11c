#pragma once

#include "ui/models/deleted_runs.h"
#include "ui/pages/deleted_panel.h"
#include "ui/pages/sheet.h"

class QAction;

namespace bsc::ui {

class Label;
class PlainTable;
class SegmentedControl;

/// All kept runs, replays and benchmarks and the rest, and beside them those that were deleted.
/// GUI thread; `shelf` must outlive it.
class KeptRunsSheet : public Sheet {
    Q_OBJECT
  public:
    KeptRunsSheet(RunShelf& shelf, const Theme& theme, QWidget* parent);

    void open();
    void openDeleted();
    void reject() override; ///< an open question is taken back first

  private:
    QWidget* makeKept(const Theme& theme);
    QWidget* makeKeptFoot(const Theme& theme);
    QAction* command(const char* name, const QString& text, const QKeySequence& key);
    std::vector<std::uint64_t> picked() const;
    void openAt(int part);
    void showPart(int part);
    void showRuns();
    void showPicked();

    RunShelf& shelf_;
    DeletedRuns deletedRuns_;
    PlainTable* table_ = nullptr;
    Label* state_ = nullptr;
    QAction *remove_, *undo_;
    SegmentedControl* parts_;
    QStackedWidget *bodies_, *feet_;
    DeletedPanel* deleted_;
};

} // namespace bsc::ui

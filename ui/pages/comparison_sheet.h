#pragma once

#include "ui/models/comparison_desk.h"
#include "ui/pages/sheet.h"

#include <QComboBox>

namespace bsc::ui {

class Label;
class PlainTable;

/// Two kept replays side by side: what each replay came to and how much they differ. GUI thread.
class ComparisonSheet : public Sheet {
    Q_OBJECT
  public:
    ComparisonSheet(ComparisonDesk& desk, const Theme& theme, QWidget* parent);

    void open(std::uint64_t run);      ///< beside the one before it; 0: the newest two
    void setRunsAction(QAction& runs); ///< a button at the foot: where runs are deleted

    /// The runs that were picked last are shown.
    bool isComplete() const { return desk_.comparison().has_value(); }

  private:
    QComboBox* runBox(const char* name, const QString& text);
    void makeTable();
    void showRuns();
    void compare();
    void showComparison();
    void setRow(int row, const ComparedCell& cell);

    ComparisonDesk& desk_;
    const Theme& theme_;
    QComboBox *left_, *right_;
    Label *marks_, *state_;
    PlainTable* table_;
    std::uint64_t wanted_ = 0;
};

} // namespace bsc::ui

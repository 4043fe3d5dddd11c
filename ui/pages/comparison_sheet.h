#pragma once

#include "ui/models/comparison_desk.h"
#include "ui/pages/sheet.h"

#include <QComboBox>
#include <QTableWidget>

namespace bsc::ui {

class Label;

/// Two kept replays side by side: what each replay came to and how much they differ. GUI thread.
class ComparisonSheet : public Sheet {
    Q_OBJECT
  public:
    ComparisonSheet(ComparisonDesk& desk, const Theme& theme, QWidget* parent);

    void open(std::uint64_t run); ///< beside the one before it; 0: the newest two

    /// The runs that were picked last are shown.
    bool isComplete() const { return desk_.comparison().has_value(); }

  private:
    QComboBox* runBox(const char* name, const QString& text);
    void makeTable();
    void showRuns();
    void compare();
    void showComparison();
    void setRow(int row, const ComparedCell& cell);
    void setCell(int row, int column, const QString& text, const QString& tip = {});

    ComparisonDesk& desk_;
    const Theme& theme_;
    QComboBox *left_, *right_;
    Label *marks_, *state_;
    QTableWidget* table_;
    std::uint64_t wanted_ = 0;
};

} // namespace bsc::ui

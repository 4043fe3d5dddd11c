#pragma once

#include "ui/models/workload_shelf.h"
#include "ui/pages/sheet.h"

#include <QPushButton>
#include <QStackedWidget>

namespace bsc::ui {

class Label;
class PlainTable;

/// Workloads that were deleted: each waits here until it is brought back or, after a question,
/// deleted for good. GUI thread; `shelf` must outlive it.
class DeletedSheet : public Sheet {
    Q_OBJECT
  public:
    DeletedSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent);

    void open();
    void reject() override; ///< an open question is taken back first

  private:
    QWidget* makeEmpty();
    QWidget* makeOffers();
    QWidget* makeQuestion();
    std::vector<std::uint64_t> picked() const;
    void showRemoved();
    void showPicked();
    void restore();
    void ask();
    void erase();
    void closeQuestion();

    WorkloadShelf& shelf_;
    const Theme& theme_;
    PlainTable* table_;
    QStackedWidget *list_, *offers_;
    Label *state_ = nullptr, *question_ = nullptr;
    QPushButton *restore_ = nullptr, *erase_ = nullptr, *keep_ = nullptr, *eraseForGood_ = nullptr;
    std::vector<std::uint64_t> asked_; ///< about these the question is
};

} // namespace bsc::ui

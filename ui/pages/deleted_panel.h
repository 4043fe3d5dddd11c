#pragma once

#include "ui/models/deleted_things.h"
#include "ui/models/theme.h"

#include <QStackedWidget>

class QPushButton;

namespace bsc::ui {

class Label;
class PlainTable;

/// What was deleted of one kind: each waits in the list until it is brought back or, after a
/// question in the foot, deleted for good. GUI thread; `things` must outlive it.
class DeletedPanel : public QStackedWidget {
    Q_OBJECT
  public:
    /// `table` is the table's object name.
    DeletedPanel(DeletedThings& things, const char* table, const Theme& theme,
                 QWidget* parent = nullptr);

    /// The commands and the question, for the foot of the sheet that owns the panel.
    QWidget* foot() const { return foot_; }
    /// As when it comes into view: no question, and the newest there is.
    void begin();
    bool closeQuestion(); ///< false: there is none

  private:
    QWidget* makeTable(const char* name);
    QWidget* makeEmpty();
    QWidget* makeOffers();
    QWidget* makeQuestion();
    std::vector<std::uint64_t> picked() const;
    void fillTable(const std::vector<DeletedThing>& things);
    void showThings();
    void showPicked();
    void restore();
    void ask();
    void erase();

    DeletedThings& things_;
    const Theme& theme_;
    PlainTable* table_ = nullptr;
    QStackedWidget* foot_;
    Label *state_ = nullptr, *question_ = nullptr;
    QPushButton *restore_ = nullptr, *erase_ = nullptr, *keep_ = nullptr, *eraseForGood_ = nullptr;
    std::vector<std::uint64_t> asked_; ///< about these the question is
};

} // namespace bsc::ui

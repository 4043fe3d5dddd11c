#pragma once

#include "ui/models/notice_board.h"
#include "ui/models/theme.h"

#include <QFrame>

namespace bsc::ui {

/// One notice, across the page: what happened, what still works, and buttons for the way out.
class NoticeStrip : public QFrame {
    Q_OBJECT
  public:
    NoticeStrip(const Notice& notice, NoticeBoard& board, const Theme& theme,
                QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QColor mark() const;

    const Notice::Level level_;
    const Theme& theme_;
};

/// All notices that stand, one strip each; without any it takes no room.
class NoticeArea : public QWidget {
    Q_OBJECT
  public:
    NoticeArea(NoticeBoard& board, const Theme& theme, QWidget* parent = nullptr);

  private:
    void rebuild();

    NoticeBoard& board_;
    const Theme& theme_;
};

} // namespace bsc::ui

#pragma once

#include "ui/models/replay_session.h"
#include "ui/models/theme.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace bsc::ui {

class Label;
class ProgressLine;
class QuietDot;

/// One line for each replay that runs: a bar, its rate, the time it needs, and Cancel. GUI thread.
class RunningList : public QWidget {
    Q_OBJECT
  public:
    RunningList(ReplaySession& session, const Theme& theme, QWidget* parent = nullptr);

    void refresh();
    void setNarrow(bool narrow); ///< without the rates

  signals:
    void cancelRequested(std::size_t cell);

  private:
    struct Line {
        QWidget* row;
        QuietDot* dot;
        Label *name, *share, *rate, *left;
        ProgressLine* bar;
        std::size_t cell;
    };
    void addLine();

    ReplaySession& session_;
    const Theme& theme_;
    QVBoxLayout* column_;
    std::vector<Line> lines_;
    bool narrow_ = false;
};

/// "0:40", "1:02:05".
QString formatCountdown(double seconds);

} // namespace bsc::ui

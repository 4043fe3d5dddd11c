#pragma once

#include "ui/models/theme.h"

#include <QWidget>

namespace bsc::ui {

/// The number of a step in a circle: to do (outline), now (blue), done (check mark).
class StepBadge : public QWidget {
    Q_OBJECT
  public:
    enum class State { toDo, now, done };

    StepBadge(int number, const Theme& theme, QWidget* parent = nullptr);

    void setState(State state);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const int number_;
    const Theme& theme_;
    State state_ = State::toDo;
};

} // namespace bsc::ui

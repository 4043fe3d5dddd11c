#pragma once

#include "ui/models/theme.h"

#include <QWidget>

namespace bsc::ui {

/// A 1 px line in the middle of its room.
class Hairline : public QWidget {
    Q_OBJECT
  public:
    Hairline(Qt::Orientation orientation, const Theme& theme, QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Qt::Orientation orientation_;
    const Theme& theme_;
};

} // namespace bsc::ui

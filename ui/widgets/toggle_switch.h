#pragma once

#include "ui/models/theme.h"

#include <QAbstractButton>

namespace bsc::ui {

/// A switch that is on or off, 34 × 20.
class ToggleSwitch : public QAbstractButton {
    Q_OBJECT
  public:
    explicit ToggleSwitch(const Theme& theme, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    static int margin(); ///< room for the focus ring around the body

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
};

} // namespace bsc::ui

#pragma once

#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QLabel>
#include <QWidget>

namespace bsc::ui {

/// Slider, spin box and the same number in bits and as a cosine: three names for one number.
class ThresholdControl : public QWidget {
    Q_OBJECT
  public:
    ThresholdControl(ThresholdModel& threshold, const Theme& theme, QWidget* parent = nullptr);

    /// The cosine stands beside the bits; else it is in the tip only.
    void setCosineShown(bool shown);

  private:
    void describe();

    ThresholdModel& threshold_;
    const Theme& theme_;
    QLabel* bits_;
    QLabel* cosine_;
};

} // namespace bsc::ui

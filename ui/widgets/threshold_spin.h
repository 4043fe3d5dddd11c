#pragma once

#include "ui/models/threshold_model.h"

#include <QDoubleSpinBox>

namespace bsc::ui {

/// The threshold as similarity, typed or stepped; one step is one bit.
class ThresholdSpin : public QDoubleSpinBox {
    Q_OBJECT
  public:
    explicit ThresholdSpin(ThresholdModel& threshold, QWidget* parent = nullptr);

    void stepBy(int steps) override;
    QString textFromValue(double similarity) const override;

  private:
    void showThreshold();
    void applyTyped();

    ThresholdModel& threshold_;
};

} // namespace bsc::ui

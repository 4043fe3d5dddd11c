#pragma once

#include "ui/models/theme.h"
#include "ui/models/threshold_model.h"

#include <QPushButton>
#include <QWidget>

namespace bsc::ui {

class Label;

/// The question after a threshold was tried: "Use 0.87?", with Use and Keep. Esc keeps.
class ApplyBar : public QWidget {
    Q_OBJECT
  public:
    ApplyBar(ThresholdModel& threshold, const Theme& theme, QWidget* parent = nullptr);

    /// Shows what is tried now, or hides when nothing is.
    void refresh();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    ThresholdModel& threshold_;
    const Theme& theme_;
    Label* question_;
    QPushButton *use_, *keep_;
};

} // namespace bsc::ui

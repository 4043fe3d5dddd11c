#pragma once

#include "ui/models/theme.h"

#include <QWidget>

namespace bsc::ui {

/// A thin bar for how far something is. GUI thread.
class ProgressLine : public QWidget {
    Q_OBJECT
  public:
    explicit ProgressLine(const Theme& theme, QWidget* parent = nullptr);

    void setShare(double share); ///< 0..1
    double share() const { return share_; }
    QSize sizeHint() const override { return {200, 12}; }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    double share_ = 0;
};

} // namespace bsc::ui

#pragma once

#include "ui/models/status_model.h"
#include "ui/models/theme.h"

#include <QStatusBar>

namespace bsc::ui {

/// State at the left, figures at the right; what has trouble turns amber.
class StatusBar : public QStatusBar {
    Q_OBJECT
  public:
    StatusBar(const EngineLink& link, StatusModel& model, const Theme& theme,
              QWidget* parent = nullptr);

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override; ///< a tip for each item

  private:
    struct Placed {
        StatusItem item;
        QRect rect;
    };
    /// From the right; those that do not fit beside the state are left out, first ones first.
    QList<Placed> placed() const;
    QColor stateColor() const;
    void describe();

    const EngineLink& link_;
    StatusModel& model_;
    const Theme& theme_;
};

} // namespace bsc::ui

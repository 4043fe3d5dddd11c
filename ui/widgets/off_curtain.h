#pragma once

#include "ui/models/theme.h"

#include <QPushButton>
#include <QWidget>

namespace bsc::ui {

class Label;

/// Lies over the charts while the proxy is off: they keep their last state, greyed, with since when
/// and a way to turn it on.
class OffCurtain : public QWidget {
    Q_OBJECT
  public:
    /// Covers `covered` whenever it is shown.
    OffCurtain(const Theme& theme, QWidget* covered);

    void setSince(std::int64_t epochUs);

  signals:
    void turnOnRequested();

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    const Theme& theme_;
    Label* text_;
};

} // namespace bsc::ui

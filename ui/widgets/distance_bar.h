#pragma once

#include "ui/models/theme.h"

#include <QWidget>

class QPainter;

namespace bsc::ui {

/// Paints a distance beside a radius into `track`: bar, tick at the radius, the last bits before it
/// amber, all beyond it amber too.
void paintDistanceBar(QPainter& painter, const QRectF& track, unsigned distance, unsigned radius,
                      unsigned bits, const Theme& theme);

/// The same as a widget of 88 by 14 pixels.
class DistanceBar : public QWidget {
    Q_OBJECT
  public:
    explicit DistanceBar(const Theme& theme, QWidget* parent = nullptr);

    void setDistance(unsigned distance, unsigned radius, unsigned bits);

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    const Theme& theme_;
    unsigned distance_ = 0, radius_ = 0, bits_ = 1;
};

} // namespace bsc::ui

#pragma once

#include <QRectF>
#include <QString>

class QPainter;

namespace bsc::ui {

class Theme;

/// What every chart can do beside being a widget: be painted anywhere in any look, and be had as a
/// table. Screen and file share the painting, so they cannot drift apart.
class Chart {
  public:
    virtual ~Chart() = default;

    /// Paints the chart as it is now, without hover, into `area`. GUI thread.
    virtual void paint(QPainter& painter, const QRectF& area, const Theme& theme) const = 0;
    /// The plotted points, with a heading line.
    virtual QString csv() const = 0;
    /// For file names: "hit-rate".
    virtual QString slug() const = 0;
};

} // namespace bsc::ui

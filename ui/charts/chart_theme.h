#pragma once

#include "ui/models/theme.h"

#include <QBrush>
#include <QFont>
#include <QPen>

namespace bsc::ui {

/// A pen whose dashes are given in pixels, as designs do; Qt counts in widths. Empty: solid.
QPen dashedPen(const QColor& color, qreal width, QList<qreal> pixels);

/// Every pen, brush and font of a chart, by its job.
class ChartTheme {
  public:
    explicit ChartTheme(const Theme& theme) : theme_(theme) {}

    QPen grid() const;
    QPen baseLine() const;
    QPen mainLine(const QColor& color) const;
    QPen estimate(const QColor& color) const; ///< dashed
    QPen limit() const;                       ///< dotted
    QPen event() const;                       ///< dashed blue
    QBrush band(const QColor& color) const;
    QBrush faintBand(const QColor& color) const;

    QFont axisFont() const;  ///< 11 px
    QFont valueFont() const; ///< 11 px, heavier
    QColor caption() const { return theme_.color(Tone::tx3); }
    QColor value() const { return theme_.color(Tone::tx2); }
    QColor hit() const { return theme_.verdict(Verdict::hit).mark; }
    QColor hitText() const { return theme_.verdict(Verdict::hit).text; }
    QColor miss() const { return theme_.verdict(Verdict::miss).mark; }
    QColor missText() const { return theme_.verdict(Verdict::miss).text; }
    /// Misses as an area: lighter than their mark.
    QColor missFill() const;
    const Theme& theme() const { return theme_; }

  private:
    const Theme& theme_;
};

} // namespace bsc::ui

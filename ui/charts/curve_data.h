#pragma once

#include "ui/models/policy_look.h"
#include "ui/models/theme.h"

#include <QList>
#include <QPointF>
#include <QString>

#include <functional>
#include <vector>

namespace bsc::ui {

/// A colour that follows the theme.
using Ink = std::function<QColor(const Theme&)>;

Ink inkOf(Tone tone);
Ink inkOf(Verdict verdict); ///< its mark
Ink inkOf(std::string policy);

/// One axis of a CurvePlot.
struct CurveAxis {
    QString title;           ///< below or above the axis, with the unit; may be empty
    double from = 0, to = 1; ///< left to right, bottom to top; from > to runs backwards
    bool log = false;        ///< both ends over 0
    std::vector<double> ticks;
    std::function<QString(double)> text;   ///< of a tick and of hovered values
    std::function<QString(double)> second; ///< a second line of tick texts below; may be empty
    QString secondTitle;
};

/// A line over a numeric axis, with what belongs to it.
struct Curve {
    QString name;
    Ink ink;
    std::vector<QPointF> points; ///< x ascending
    QList<qreal> dash{};         ///< pixels
    qreal width = 1.5;
    Marker marker = Marker::none; ///< at every point
    bool filled = false;          ///< faintly, down to the base line
    std::vector<QPointF> band{};  ///< for each point (lower, upper): a tinted interval
    bool bandEdge = false;        ///< draws the band's upper edge as a dashed estimate
    QString end{};                ///< at the right end, in the curve's colour; empty: none
};

/// A line across the plot: a limit, an event, what is chosen.
struct CurveMark {
    enum class Kind { limit, event, chosen, suggested };
    Kind kind = Kind::limit;
    Qt::Orientation across = Qt::Horizontal;
    double at = 0;
    QString text{};
};

/// A stretch of the x axis of which nothing is known, and why.
struct CurveGap {
    double from = 0, to = 0;
    QString text{};
};

/// A ringed point with a text beside it.
struct CurveDot {
    QPointF at;
    Ink ink;
    QString text{};
    Qt::Alignment side = Qt::AlignRight;
};

/// Everything a CurvePlot draws.
struct CurveData {
    QString slug; ///< for file names: "what-if-hit-rate"
    CurveAxis x, y;
    std::vector<Curve> curves{};
    std::vector<CurveMark> marks{};
    std::vector<CurveDot> dots{};
    std::vector<CurveGap> gaps{};
    /// Pixels beside the curves at least, so that plots above each other share an axis.
    qreal leftRoom = 0, rightRoom = 0;
    QString empty{}; ///< said in the middle when there is no curve
};

/// Round values from low to high, about `most` of them.
std::vector<double> roundTicks(double low, double high, int most);
/// A share as a tick: "35 %", "12.5 %" where it is not whole.
QString percentTick(double share);
/// Powers of ten within low..high.
std::vector<double> decadeTicks(double low, double high);

} // namespace bsc::ui

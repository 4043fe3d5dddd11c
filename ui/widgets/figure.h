#pragma once

#include "engine/cache/decision.h"
#include "ui/models/live_figures.h"

#include <QString>

#include <array>
#include <optional>
#include <variant>
#include <vector>

namespace bsc::ui {

/// The little graphics of a figure, at most 57 x 20 px.
struct TrendGraphic {
    std::vector<double> values; ///< oldest first
};
struct MeterGraphic {
    double share = 0;           ///< 0..1
    std::optional<double> tick; ///< where the target is, 0..1
};
struct SplitGraphic {
    double firstShare = 0; ///< 0..1
};
struct BarsGraphic {
    std::vector<double> values;
};
struct IntervalGraphic {
    double low = 0, value = 0, high = 0, limit = 1; ///< on a scale from 0 to limit
};
using Graphic = std::variant<std::monostate, TrendGraphic, MeterGraphic, SplitGraphic, BarsGraphic,
                             IntervalGraphic>;

/// What one tile says. The colour of its graphic is that of a verdict: hit for what was saved,
/// wrong hit for what went wrong, miss for neutral amounts.
struct Figure {
    QString title, number, unit, support;
    Graphic graphic;
    Verdict tone = Verdict::miss;
    QString shortSupport{}; ///< for a tile too narrow for `support`; may be empty
    QString detail{};       ///< more lines for the tooltip; may be empty

    /// In one line, for menus and screen readers.
    QString sentence() const;
};

enum class FigureKind {
    hitRate,
    requests,
    addedLatency,
    moneySaved,
    tokensSaved,
    entries,
    evictions,
    wrongHits,
};
inline constexpr int figure_count = static_cast<int>(FigureKind::wrongHits) + 1;

/// Words for the figures. What is not known is said to be unknown.
Figure describeFigure(FigureKind kind, const LiveFigures& figures);

} // namespace bsc::ui

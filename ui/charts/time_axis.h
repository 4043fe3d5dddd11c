#pragma once

#include "ui/models/live_series.h"

#include <QString>

#include <vector>

namespace bsc::ui {

struct TimeTick {
    double ms;
    QString label;
};

/// Round local times within the span, at most `most` of them; with seconds when the span is short.
std::vector<TimeTick> timeTicks(TimeSpan span, int most);

/// The smallest of 1, 2, 3, 5, 6 or 8 times a power of ten that is at least `value`; 1 for nothing.
double niceCeiling(double value);

} // namespace bsc::ui

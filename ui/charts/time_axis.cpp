#include "ui/charts/time_axis.h"

#include "ui/models/format.h"

#include <QDateTime>

#include <array>
#include <cmath>

namespace bsc::ui {

std::vector<TimeTick> timeTicks(TimeSpan span, int most) {
    constexpr double second = 1e3, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
    constexpr std::array<double, 18> steps{
        5 * second, 10 * second, 15 * second, 30 * second, minute,  2 * minute,
        5 * minute, 10 * minute, 15 * minute, 30 * minute, hour,    2 * hour,
        3 * hour,   6 * hour,    12 * hour,   day,         7 * day, 28 * day};
    double step = steps.back();
    for (const double candidate : steps)
        if (span.lengthMs() / candidate < most) {
            step = candidate;
            break;
        }
    // Multiples of local time: a tick at noon is at noon here, not in Greenwich.
    const auto begin = static_cast<qint64>(span.beginMs);
    const double offset = QDateTime::fromMSecsSinceEpoch(begin).offsetFromUtc() * second;
    std::vector<TimeTick> ticks;
    for (double at = std::ceil((span.beginMs + offset) / step) * step - offset; at <= span.endMs;
         at += step) {
        const auto us = static_cast<std::int64_t>(at * 1e3);
        ticks.push_back({at, step < minute ? formatClockSeconds(us) : formatClock(us)});
    }
    return ticks;
}

double niceCeiling(double value) {
    if (!(value > 0))
        return 1;
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double digit : {1.0, 2.0, 3.0, 5.0, 6.0, 8.0})
        if (value <= digit * power * (1 + 1e-9))
            return digit * power;
    return 10 * power;
}

} // namespace bsc::ui

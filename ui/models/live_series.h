#pragma once

#include "engine/proxy/events.h"

#include <QPointF>

#include <cstdint>
#include <optional>
#include <vector>

namespace bsc::ui {

/// What the charts of the Live page are drawn from: plain snapshots. Times on the x axis are
/// milliseconds since the Unix epoch.

enum class Range { fiveMinutes, thirtyMinutes, session };

struct TimeSpan {
    double beginMs = 0, endMs = 0;
    double lengthMs() const { return endMs - beginMs; }
    friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

struct RequestBar {
    double beginMs = 0, endMs = 0;
    double hitsPerSecond = 0, othersPerSecond = 0;
};

struct HitRateSeries {
    TimeSpan span;
    std::vector<QPointF> recent; ///< y: share of the requests of the 5 minutes before, 0..1
    std::vector<QPointF> total;  ///< y: share of all requests so far
    std::vector<RequestBar> bars;
    std::vector<ThresholdEvent> changes; ///< within the span
};

struct LatencyLines {
    std::vector<QPointF> p50, p99; ///< y: microseconds, of the minute before
};

struct LatencySeries {
    TimeSpan span;
    LatencyLines hit, miss;
    /// p50 of misses over p50 of hits, at the end of the lines.
    std::optional<double> speedup() const {
        if (hit.p50.empty() || miss.p50.empty() || hit.p50.back().y() <= 0)
            return std::nullopt;
        return miss.p50.back().y() / hit.p50.back().y();
    }
};

} // namespace bsc::ui

#pragma once

#include "ui/models/latency_sketch.h"
#include "ui/models/live_series.h"
#include "ui/models/timeline.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace bsc::ui {

/// Requests over time: how many, how many hits, how long they took. Two resolutions: fine for the
/// last half hour, and one that widens for the whole session. A few megabytes at most.
class RequestHistory {
  public:
    RequestHistory();

    /// `endUs`: when the request ended, Unix epoch.
    void add(std::int64_t endUs, bool hit, std::uint32_t totalUs, std::uint32_t addedUs);
    void add(const ThresholdEvent& change);
    /// Judges the seconds that are over by `nowUs` for the peak rate.
    void watchPeak(std::int64_t nowUs);

    HitRateSeries hitRate(Range range, std::int64_t nowUs) const;
    LatencySeries latency(Range range, std::int64_t nowUs) const;

    /// Over the 5 minutes before `atUs`.
    std::optional<double> recentHitRate(std::int64_t atUs) const;
    LatencySketch recentAdded(std::int64_t nowUs) const;
    /// Requests per second over the 10 s before `atUs`, and the highest such rate.
    double requestRate(std::int64_t atUs) const;
    double peakRate() const { return peakRate_; }
    /// Median added time of the 10 s before `atUs`.
    std::optional<double> addedMedian(std::int64_t atUs) const;

  private:
    struct Counts {
        std::uint32_t requests = 0, hits = 0;
        void merge(const Counts& other) {
            requests += other.requests;
            hits += other.hits;
        }
    };
    struct Latencies {
        LatencySketch hit, miss;
        void merge(const Latencies& other) {
            hit.merge(other.hit);
            miss.merge(other.miss);
        }
    };
    using CountLine = Timeline<Counts>;
    using LatencyLine = Timeline<Latencies>;

    TimeSpan span(Range range, std::int64_t nowUs) const;
    Counts between(std::int64_t beginUs, std::int64_t endUs) const;
    static std::vector<RequestBar> bars(const CountLine& counts, TimeSpan span);
    static LatencyLines lines(const LatencyLine& line, LatencySketch Latencies::*which,
                              TimeSpan span);

    std::optional<std::int64_t> firstUs_;
    CountLine recent_, session_;
    LatencyLine recentLatency_, sessionLatency_;
    Timeline<LatencySketch> added_;
    std::vector<ThresholdEvent> changes_;
    std::int64_t watchedUs_ = 0;
    double peakRate_ = 0;
};

} // namespace bsc::ui

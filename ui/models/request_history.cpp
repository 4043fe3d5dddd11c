#include "ui/models/request_history.h"

#include "ui/models/decimate.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr std::int64_t second = 1'000'000, minute = 60 * second;
constexpr std::int64_t hit_rate_window = 5 * minute, latency_window = minute;
constexpr std::int64_t rate_window = 10 * second;
constexpr std::int64_t half_hour = 30 * minute, shortest_span = 30 * second;
constexpr std::int64_t added_slot = 10 * second, latency_slot = 5 * second;
constexpr std::size_t session_slots = 2400, session_latency_slots = 600;
constexpr std::size_t max_changes = 1000;
constexpr int max_bars = 60;
/// A rate of fewer requests jumps about and says nothing.
constexpr std::uint32_t fewest_requests = 20;

double toMs(std::int64_t us) { return static_cast<double>(us) / 1e3; }
std::int64_t toUs(double ms) { return static_cast<std::int64_t>(std::llround(ms * 1e3)); }

/// Width of a request bar: a round number of seconds, a whole number of slots, at most 60 bars.
std::int64_t barWidth(std::int64_t spanUs, std::int64_t slotUs) {
    constexpr std::array<std::int64_t, 6> round{1, 2, 5, 10, 15, 30};
    for (const std::int64_t seconds : round)
        if (seconds * second % slotUs == 0 && spanUs <= max_bars * seconds * second)
            return seconds * second;
    std::int64_t width = slotUs;
    while (spanUs > max_bars * width)
        width += slotUs;
    return width;
}

} // namespace

RequestHistory::RequestHistory()
    : recent_(second, (half_hour + hit_rate_window) / second + 1, CountLine::Growth::slide),
      session_(second, session_slots, CountLine::Growth::widen),
      recentLatency_(latency_slot, (half_hour + latency_window) / latency_slot + 1,
                     LatencyLine::Growth::slide),
      sessionLatency_(second, session_latency_slots, LatencyLine::Growth::widen),
      added_(added_slot, hit_rate_window / added_slot + 1, Timeline<LatencySketch>::Growth::slide) {
}

void RequestHistory::add(std::int64_t endUs, bool hit, std::uint32_t totalUs,
                         std::uint32_t addedUs) {
    firstUs_ = std::min(firstUs_.value_or(endUs), endUs);
    for (CountLine* line : {&recent_, &session_})
        line->at(endUs).merge({1, hit ? 1u : 0u});
    for (LatencyLine* line : {&recentLatency_, &sessionLatency_}) {
        Latencies& slot = line->at(endUs);
        (hit ? slot.hit : slot.miss).add(totalUs);
    }
    added_.at(endUs).add(addedUs);
}

void RequestHistory::add(const ThresholdEvent& change) {
    changes_.push_back(change);
    if (changes_.size() > max_changes)
        changes_.erase(changes_.begin());
}

void RequestHistory::watchPeak(std::int64_t nowUs) {
    const std::int64_t over = nowUs - nowUs % second - second; // events arrive a little late
    const std::int64_t oldest = recent_.empty() ? over : recent_.startUs() + second;
    for (watchedUs_ = std::max(watchedUs_, oldest); watchedUs_ <= over; watchedUs_ += second)
        peakRate_ = std::max(peakRate_, requestRate(watchedUs_));
}

RequestHistory::Counts RequestHistory::between(std::int64_t beginUs, std::int64_t endUs) const {
    Counts sum;
    for (std::size_t i = recent_.indexFrom(beginUs);
         i < recent_.size() && recent_.slotStartUs(i) < endUs; ++i)
        sum.merge(recent_[i]);
    return sum;
}

std::optional<double> RequestHistory::recentHitRate(std::int64_t atUs) const {
    const Counts counts = between(atUs - hit_rate_window, atUs);
    if (counts.requests == 0)
        return std::nullopt;
    return static_cast<double>(counts.hits) / counts.requests;
}

double RequestHistory::requestRate(std::int64_t atUs) const {
    const double requests = between(atUs - rate_window, atUs).requests;
    return requests * static_cast<double>(second) / static_cast<double>(rate_window);
}

LatencySketch RequestHistory::recentAdded(std::int64_t nowUs) const {
    LatencySketch sum;
    for (std::size_t i = added_.indexFrom(nowUs - hit_rate_window); i < added_.size(); ++i)
        sum.merge(added_[i]);
    return sum;
}

std::optional<double> RequestHistory::addedMedian(std::int64_t atUs) const {
    const std::size_t i = added_.indexFrom(atUs - added_slot);
    return i < added_.size() && added_.slotStartUs(i) < atUs ? added_[i].quantile(0.5)
                                                             : std::nullopt;
}

TimeSpan RequestHistory::span(Range range, std::int64_t nowUs) const {
    const std::int64_t age = nowUs - firstUs_.value_or(nowUs);
    std::int64_t length = age;
    if (range != Range::session)
        length = std::min(age, range == Range::fiveMinutes ? hit_rate_window : half_hour);
    length = std::max(length, shortest_span);
    return {toMs(nowUs - length), toMs(nowUs)};
}

HitRateSeries RequestHistory::hitRate(Range range, std::int64_t nowUs) const {
    HitRateSeries series;
    series.span = span(range, nowUs);
    const CountLine& counts = range == Range::session ? session_ : recent_;
    const auto window =
        static_cast<std::size_t>(std::max<std::int64_t>(hit_rate_window / counts.widthUs(), 1));
    Counts total = counts.before(), recent;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        total.merge(counts[i]);
        recent.merge(counts[i]);
        if (i >= window) {
            recent.requests -= counts[i - window].requests;
            recent.hits -= counts[i - window].hits;
        }
        const double x =
            std::min(toMs(counts.slotStartUs(i) + counts.widthUs()), series.span.endMs);
        if (x < series.span.beginMs)
            continue;
        if (recent.requests >= fewest_requests)
            series.recent.emplace_back(x, static_cast<double>(recent.hits) / recent.requests);
        if (total.requests >= fewest_requests)
            series.total.emplace_back(x, static_cast<double>(total.hits) / total.requests);
    }
    series.recent = decimate(series.recent);
    series.total = decimate(series.total);
    series.bars = bars(counts, series.span);
    for (const ThresholdEvent& change : changes_)
        if (toMs(change.time_us) >= series.span.beginMs &&
            toMs(change.time_us) <= series.span.endMs)
            series.changes.push_back(change);
    return series;
}

std::vector<RequestBar> RequestHistory::bars(const CountLine& counts, TimeSpan span) {
    const std::int64_t beginUs = toUs(span.beginMs), endUs = toUs(span.endMs);
    const std::int64_t width = barWidth(endUs - beginUs, counts.widthUs());
    std::vector<RequestBar> bars;
    for (std::size_t i = counts.indexFrom(beginUs); i < counts.size();) {
        const std::int64_t start = counts.slotStartUs(i);
        const std::int64_t stop = start - start % width + width;
        Counts sum;
        for (; i < counts.size() && counts.slotStartUs(i) < stop; ++i)
            sum.merge(counts[i]);
        // A bar that has only just begun says little about its rate.
        const std::int64_t seen = std::min(stop, endUs) - start;
        if (5 * seen < width)
            continue;
        const double seconds = static_cast<double>(seen) / static_cast<double>(second);
        bars.push_back(
            {toMs(start), toMs(stop), sum.hits / seconds, (sum.requests - sum.hits) / seconds});
    }
    return bars;
}

LatencySeries RequestHistory::latency(Range range, std::int64_t nowUs) const {
    LatencySeries series;
    series.span = span(range, nowUs);
    // Until the session's slots have widened they are the finer ones.
    const bool whole =
        range == Range::session || sessionLatency_.widthUs() <= recentLatency_.widthUs();
    const LatencyLine& line = whole ? sessionLatency_ : recentLatency_;
    series.hit = lines(line, &Latencies::hit, series.span);
    series.miss = lines(line, &Latencies::miss, series.span);
    return series;
}

LatencyLines RequestHistory::lines(const LatencyLine& line, LatencySketch Latencies::*which,
                                   TimeSpan span) {
    LatencyLines drawn;
    const auto window =
        static_cast<std::size_t>(std::max<std::int64_t>(latency_window / line.widthUs(), 1));
    LatencySketch recent;
    for (std::size_t i = 0; i < line.size(); ++i) {
        recent.merge(line[i].*which);
        if (i >= window)
            recent.remove(line[i - window].*which);
        const double x = std::min(toMs(line.slotStartUs(i) + line.widthUs()), span.endMs);
        if (x < span.beginMs || recent.count() == 0)
            continue;
        drawn.p50.emplace_back(x, *recent.quantile(0.5));
        drawn.p99.emplace_back(x, *recent.quantile(0.99));
    }
    return drawn;
}

} // namespace bsc::ui

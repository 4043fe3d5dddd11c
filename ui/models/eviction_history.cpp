#include "ui/models/eviction_history.h"

namespace bsc::ui {

namespace {

constexpr std::int64_t second = 1'000'000, half_minute = 30 * second, minute = 60 * second;
constexpr int trend_steps = 10;

} // namespace

void EvictionHistory::add(const EvictionEvent& eviction) {
    ++seconds_.at(eviction.time_us).entries;
    ++total_;
    last_ = eviction;
}

std::uint64_t EvictionHistory::between(std::int64_t beginUs, std::int64_t endUs) const {
    std::uint64_t sum = 0;
    for (std::size_t i = seconds_.indexFrom(beginUs);
         i < seconds_.size() && seconds_.slotStartUs(i) < endUs; ++i)
        sum += seconds_[i].entries;
    return sum;
}

double EvictionHistory::rate(std::int64_t nowUs) const {
    return static_cast<double>(between(nowUs - minute, nowUs)) * second / minute;
}

std::vector<double> EvictionHistory::trend(std::int64_t nowUs) const {
    // Whole half minutes, so that a batch does not wander from bar to bar.
    const std::int64_t end = nowUs - nowUs % half_minute + half_minute;
    std::vector<double> trend;
    for (int i = trend_steps; i > 0; --i)
        trend.push_back(
            static_cast<double>(between(end - i * half_minute, end - (i - 1) * half_minute)));
    return trend;
}

} // namespace bsc::ui

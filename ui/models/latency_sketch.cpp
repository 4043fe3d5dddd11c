#include "ui/models/latency_sketch.h"

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr double steps_per_decade = 100;
constexpr std::size_t bin_count = 900;

std::size_t binOf(std::uint32_t microseconds) {
    if (microseconds <= 1)
        return 0;
    const double at = std::log10(static_cast<double>(microseconds)) * steps_per_decade;
    return std::min(static_cast<std::size_t>(at), bin_count - 1);
}

} // namespace

void LatencySketch::add(std::uint32_t microseconds) {
    bins_.resize(bin_count);
    ++bins_[binOf(microseconds)];
    ++count_;
}

void LatencySketch::merge(const LatencySketch& other) {
    if (other.count_ == 0)
        return;
    bins_.resize(bin_count);
    for (std::size_t i = 0; i < bin_count; ++i)
        bins_[i] += other.bins_[i];
    count_ += other.count_;
}

void LatencySketch::remove(const LatencySketch& other) {
    if (other.count_ == 0)
        return;
    for (std::size_t i = 0; i < bin_count; ++i)
        bins_[i] -= other.bins_[i];
    count_ -= other.count_;
}

std::optional<double> LatencySketch::quantile(double q) const {
    if (count_ == 0)
        return std::nullopt;
    const double rank = q * static_cast<double>(count_);
    double below = 0;
    for (std::size_t i = 0; i < bin_count; ++i) {
        if (bins_[i] == 0)
            continue;
        if (below + bins_[i] >= rank) {
            const double part = (rank - below) / bins_[i];
            return std::pow(10.0, (static_cast<double>(i) + part) / steps_per_decade);
        }
        below += bins_[i];
    }
    return std::pow(10.0, bin_count / steps_per_decade);
}

} // namespace bsc::ui

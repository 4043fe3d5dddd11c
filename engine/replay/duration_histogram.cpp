#include "engine/replay/duration_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bsc {

/// Values below 32 have a bucket each; above, the top six bits of the value name the bucket.
std::size_t DurationHistogram::bucket_of(std::uint64_t value) {
    if (value < subs) {
        return value;
    }
    const auto shift = static_cast<unsigned>(std::bit_width(value)) - sub_bits - 1;
    return (shift + 1) * subs + ((value >> shift) - subs);
}

std::uint64_t DurationHistogram::upper_edge(std::size_t bucket) {
    if (bucket < subs) {
        return bucket;
    }
    const auto shift = static_cast<unsigned>(bucket / subs) - 1;
    const std::uint64_t lower = (subs + bucket % subs) << shift;
    return lower + (std::uint64_t{1} << shift) - 1;
}

void DurationHistogram::add(std::chrono::nanoseconds duration) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    ++counts_[bucket_of(value)];
    ++count_;
    total_ += duration;
}

std::chrono::nanoseconds DurationHistogram::mean() const {
    return count_ == 0 ? total_ : total_ / static_cast<std::int64_t>(count_);
}

std::chrono::nanoseconds DurationHistogram::quantile(double q) const {
    const auto rank = static_cast<std::uint64_t>(
        std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
        seen += counts_[bucket];
        if (seen > 0 && seen >= rank) {
            return std::chrono::nanoseconds(upper_edge(bucket));
        }
    }
    return std::chrono::nanoseconds(0);
}

double DurationHistogram::share_over(std::chrono::nanoseconds duration) const {
    if (count_ == 0) {
        return 0;
    }
    std::uint64_t over = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
        if (upper_edge(bucket) > static_cast<std::uint64_t>(duration.count())) {
            over += counts_[bucket];
        }
    }
    return static_cast<double>(over) / static_cast<double>(count_);
}

} // namespace bsc

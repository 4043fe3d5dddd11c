#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bsc {

/// Durations in log-linear buckets, 32 to each doubling (as HdrHistogram): quantiles within 3.2 %,
/// fixed memory. A value; not for sharing between threads.
class DurationHistogram {
  public:
    void add(std::chrono::nanoseconds duration);

    std::uint64_t count() const { return count_; }
    std::chrono::nanoseconds total() const { return total_; }
    std::chrono::nanoseconds mean() const;
    /// Upper edge of the bucket that holds the quantile q in 0..1; zero when empty.
    std::chrono::nanoseconds quantile(double q) const;
    /// Share of the durations that took longer, by whole buckets; 0 when empty.
    double share_over(std::chrono::nanoseconds duration) const;

  private:
    static constexpr unsigned sub_bits = 5;
    static constexpr std::uint64_t subs = std::uint64_t{1} << sub_bits;

    static std::size_t bucket_of(std::uint64_t value);
    static std::uint64_t upper_edge(std::size_t bucket);

    std::array<std::uint64_t, (64 - sub_bits + 1) * subs> counts_{};
    std::uint64_t count_ = 0;
    std::chrono::nanoseconds total_{0};
};

} // namespace bsc

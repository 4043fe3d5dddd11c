#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bsc::ui {

/// Counts of times on a logarithmic grid, 100 steps a decade from 1 µs to 1 000 s: any quantile
/// within 2.4 % of the true one (as in DDSketch, Masson et al. 2019), in at most 3.6 kB.
class LatencySketch {
  public:
    void add(std::uint32_t microseconds);
    void merge(const LatencySketch& other);
    void remove(const LatencySketch& other); ///< which was merged before

    std::uint64_t count() const { return count_; }
    /// q in 0..1, in microseconds; none when empty.
    std::optional<double> quantile(double q) const;

  private:
    std::vector<std::uint32_t> bins_; ///< empty until the first time
    std::uint64_t count_ = 0;
};

} // namespace bsc::ui

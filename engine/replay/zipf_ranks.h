#pragma once

#include "engine/replay/portable_random.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bsc {

/// Ranks 0..n-1 with probability proportional to (rank + 1)^-exponent.
class ZipfRanks {
  public:
    ZipfRanks(std::uint32_t n, double exponent) : sums_(n) {
        double sum = 0;
        for (std::uint32_t i = 0; i < n; ++i)
            sums_[i] = sum += portable_power(i + 1.0, -exponent);
    }
    std::uint32_t draw(PortableRandom& random) const {
        const auto at = std::ranges::upper_bound(sums_, random.share() * sums_.back());
        return static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(
            at - sums_.begin(), static_cast<std::ptrdiff_t>(sums_.size()) - 1));
    }

  private:
    std::vector<double> sums_;
};

} // namespace bsc

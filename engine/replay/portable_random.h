#pragma once

#include "engine/embed/features/hash.h"

#include <cmath>
#include <cstdint>

namespace bsc {

/// SplitMix64 with the few draws that synthetic traces need. The standard library's distributions
/// and the C library's pow() differ between systems; these do not.
class PortableRandom {
  public:
    explicit PortableRandom(std::uint64_t seed) : state_(splitmix64(seed)) {}

    std::uint64_t next() {
        const std::uint64_t drawn = splitmix64(state_);
        state_ += 0x9E3779B97F4A7C15;
        return drawn;
    }
    /// 0..n-1; n up to 2^32.
    std::uint64_t below(std::uint64_t n) { return (next() >> 32) * n >> 32; }
    /// In [0, 1).
    double share() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    bool chance(double p) { return share() < p; }
    /// About normal: twelve uniform draws.
    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; ++i)
            sum += share();
        return sum;
    }

  private:
    std::uint64_t state_;
};

/// base^exponent for base > 0, to about 40 bits: each binary digit of the exponent is a product,
/// each further digit after the point a square root, and IEEE 754 rounds both the same everywhere.
inline double portable_power(double base, double exponent) {
    if (exponent < 0)
        return 1 / portable_power(base, -exponent);
    double whole = std::floor(exponent), fraction = exponent - whole, result = 1;
    for (double root = base; whole > 0; root *= root, whole = std::floor(whole / 2))
        if (std::fmod(whole, 2) == 1)
            result *= root;
    double root = base;
    for (int digit = 0; digit < 44 && fraction > 0; ++digit) {
        root = std::sqrt(root);
        fraction *= 2;
        if (fraction >= 1) {
            result *= root;
            fraction -= 1;
        }
    }
    return result;
}

} // namespace bsc

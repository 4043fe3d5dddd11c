#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace bsc {

/// Recency and frequency in one number (Lee et al., "LRFU", IEEE Trans. Computers 2001): an entry's
/// score for half-life H is S = log2(sum over its requests i of 2^(t_i / H)), t being a request
/// counter. Between requests the order of entries never changes, so S is stored and not recomputed;
/// H -> 0 is LRU, H -> infinity is LFU.
inline constexpr std::size_t half_life_count = 4;

/// One score per half-life.
using Scores = std::array<float, half_life_count>;

/// log2(2^a + 2^b).
inline float log2_sum(float a, float b) {
    const float high = std::max(a, b), low = std::min(a, b);
    return high + std::log2(1.f + std::exp2(low - high));
}

/// The half-lives, in requests, of a cache of a given capacity.
class HalfLives {
  public:
    explicit HalfLives(std::size_t capacity) {
        constexpr std::array<double, half_life_count> per_entry{1.5, 5, 15, 50};
        for (std::size_t k = 0; k < half_life_count; ++k) {
            requests_[k] = std::max(30.0, per_entry[k] * static_cast<double>(capacity));
            most_above_now_[k] = static_cast<float>(-std::log2(1 - std::exp2(-1 / requests_[k])));
        }
    }

    double operator[](std::size_t k) const { return requests_[k]; }

    /// The score of an entry whose only request is the one at `t`.
    Scores at(std::uint64_t t) const {
        Scores scores;
        for (std::size_t k = 0; k < half_life_count; ++k)
            scores[k] = static_cast<float>(static_cast<double>(t) / requests_[k]);
        return scores;
    }

    /// At `t` no score is above at(t) by more than this: one request at every count.
    float most_above_now(std::size_t k) const { return most_above_now_[k]; }

    /// What a score falls short of the logarithm of the requests per request that it stands for:
    /// a steady rate p sums to p / (1 - 2^(-1/H)).
    float log2_weight(std::size_t k) const { return most_above_now(k); }

  private:
    std::array<double, half_life_count> requests_;
    Scores most_above_now_;
};

} // namespace bsc

#include "engine/cache/eviction/frequency_sketch.h"

#include <algorithm>
#include <bit>

namespace bsc {
namespace {

constexpr std::size_t counters_per_word = 16;
constexpr std::size_t smallest_row = 1024; ///< counters
constexpr std::size_t counters_per_entry = 4;
constexpr std::size_t samples_per_entry = 10;

/// Odd multipliers for multiply-shift hashing (Dietzfelbinger et al. 1997), one a row.
constexpr std::array<std::uint64_t, 4> multipliers{0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9,
                                                   0x94d049bb133111eb, 0xd6e8feb86659fd93};

} // namespace

FrequencySketch::FrequencySketch(std::size_t entries)
    : row_bits_(static_cast<unsigned>(
          std::countr_zero(std::bit_ceil(std::max(smallest_row, counters_per_entry * entries))))),
      sample_(samples_per_entry * std::max<std::size_t>(1, entries)),
      words_(rows * (std::size_t{1} << row_bits_) / counters_per_word) {}

FrequencySketch::Spot FrequencySketch::spot(std::uint64_t key, std::size_t row) const {
    const std::size_t counter =
        (row << row_bits_) + static_cast<std::size_t>((key * multipliers[row]) >> (64 - row_bits_));
    return {counter / counters_per_word, static_cast<unsigned>(counter % counters_per_word * 4)};
}

void FrequencySketch::add(std::uint64_t key) {
    for (std::size_t row = 0; row < rows; ++row) {
        const auto [word, shift] = spot(key, row);
        if (((words_[word] >> shift) & most) != most)
            words_[word] += std::uint64_t{1} << shift;
    }
    if (++counted_ >= sample_)
        halve();
}

unsigned FrequencySketch::estimate(std::uint64_t key) const {
    unsigned least = most;
    for (std::size_t row = 0; row < rows; ++row) {
        const auto [word, shift] = spot(key, row);
        least = std::min(least, static_cast<unsigned>((words_[word] >> shift) & most));
    }
    return least;
}

void FrequencySketch::halve() {
    for (std::uint64_t& word : words_)
        word = (word >> 1) & 0x7777'7777'7777'7777; // the bit from the neighbour is cut off
    counted_ /= 2;
}

} // namespace bsc

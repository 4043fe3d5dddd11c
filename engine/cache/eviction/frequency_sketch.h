#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bsc {

/// How often keys were asked lately, in a few bytes an entry: a count-min sketch (Cormode,
/// Muthukrishnan 2005) of four rows of 4-bit counters. After every ten samples per entry all
/// counters are halved, so that old fame fades (the reset operation of TinyLFU; Einziger, Friedman,
/// Manes 2017).
class FrequencySketch {
  public:
    /// For a cache of `entries`.
    explicit FrequencySketch(std::size_t entries);

    /// Counts one request of `key`, a hash.
    void add(std::uint64_t key);
    /// 0..15; never below the true count since it was halved last, unless that exceeds 15.
    unsigned estimate(std::uint64_t key) const;

    std::size_t memory_bytes() const { return words_.capacity() * sizeof(std::uint64_t); }

  private:
    static constexpr std::size_t rows = 4;
    static constexpr unsigned most = 15; ///< of a 4-bit counter

    /// Where a counter lies: 16 share a word.
    struct Spot {
        std::size_t word;
        unsigned shift;
    };
    Spot spot(std::uint64_t key, std::size_t row) const;
    void halve();

    unsigned row_bits_;
    std::uint64_t sample_; ///< requests after which counters are halved
    std::uint64_t counted_ = 0;
    std::vector<std::uint64_t> words_;
};

} // namespace bsc

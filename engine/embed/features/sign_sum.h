#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bsc {

/// Sums the random +1/-1 vectors of hashed features: entry i of feature f is bit i % 64, least
/// significant first, of splitmix64(f + i / 64), one meaning +1 and zero -1 (feature hashing with
/// sign projections, Achlioptas 2003). Not for sharing between threads.
class SignSum {
  public:
    /// So many features fit between two drains.
    static constexpr std::size_t capacity = 255;

    explicit SignSum(std::size_t dim);

    void add(std::uint64_t feature);
    bool full() const { return count_ == capacity; }

    /// into += scale x the sum so far; starts anew. `into` has dim floats.
    void drain(float scale, std::span<float> into);

  private:
    std::size_t dim_;
    std::size_t count_ = 0;
    /// How many features had a one at each entry: eight counters of eight bits a word.
    std::vector<std::uint64_t> ones_;
};

} // namespace bsc

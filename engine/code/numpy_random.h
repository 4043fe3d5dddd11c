#pragma once

#include <cstdint>
#include <span>

namespace bsc {

/// The generator behind NumPy's `default_rng(seed)`, bit for bit: PCG64 (O'Neill 2014, 128-bit
/// state, output function XSL-RR), seeded through NumPy's SeedSequence.
class NumpyRandom {
  public:
    explicit NumpyRandom(std::uint64_t seed);

    std::uint64_t next_uint64();
    /// Hands out the low half of a 64-bit draw, then its high half.
    std::uint32_t next_uint32();
    /// Uniform in [0, 1) with 24 random bits.
    float next_float();

    /// Fills `values` as `standard_normal(n, dtype=float32)` does: the ziggurat of Marsaglia and
    /// Tsang (2000) with 256 layers, drawn from 32-bit words.
    void standard_normal(std::span<float> values);

  private:
    // Standard C++ has no 128-bit integer; GCC and Clang do, and only warn when asked to be
    // pedantic.
    using State = unsigned __int128;

    State state_ = 0;
    State increment_ = 0;
    std::uint32_t spare_ = 0;
    bool has_spare_ = false;
};

} // namespace bsc

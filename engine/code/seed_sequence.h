#pragma once

#include <array>
#include <cstdint>

namespace bsc {

/// NumPy's `SeedSequence(seed).generate_state(4, uint64)`: spreads an integer over 256 bits of
/// generator state (after O'Neill 2015, "Developing a seed_seq alternative").
std::array<std::uint64_t, 4> numpy_seed_state(std::uint64_t seed);

} // namespace bsc

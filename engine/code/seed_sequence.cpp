#include "engine/code/seed_sequence.h"

#include <cstddef>

namespace bsc {
namespace {

constexpr std::size_t pool_size = 4;

/// Hashes words with a multiplier that changes at every call, so equal words hash differently.
class WordHash {
  public:
    WordHash(std::uint32_t start, std::uint32_t factor) : multiplier_(start), factor_(factor) {}

    std::uint32_t operator()(std::uint32_t value) {
        value ^= multiplier_;
        multiplier_ *= factor_;
        value *= multiplier_;
        return value ^ (value >> 16);
    }

  private:
    std::uint32_t multiplier_;
    std::uint32_t factor_;
};

std::uint32_t mix(std::uint32_t x, std::uint32_t y) {
    const std::uint32_t z = 0xca01f9ddU * x - 0x4973f715U * y;
    return z ^ (z >> 16);
}

} // namespace

std::array<std::uint64_t, 4> numpy_seed_state(std::uint64_t seed) {
    // A seed shorter than the pool is padded with zero words, so 0 needs no case of its own.
    std::array<std::uint32_t, pool_size> pool{static_cast<std::uint32_t>(seed),
                                              static_cast<std::uint32_t>(seed >> 32)};
    WordHash absorb(0x43b0d7e5U, 0x931e8875U);
    for (std::uint32_t& word : pool)
        word = absorb(word);
    for (std::size_t from = 0; from < pool_size; ++from)
        for (std::size_t to = 0; to < pool_size; ++to)
            if (from != to)
                pool[to] = mix(pool[to], absorb(pool[from]));

    WordHash squeeze(0x8b51f9ddU, 0x58f38dedU);
    std::array<std::uint64_t, 4> state;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const std::uint64_t low = squeeze(pool[2 * i % pool_size]);
        const std::uint64_t high = squeeze(pool[(2 * i + 1) % pool_size]);
        state[i] = low | high << 32;
    }
    return state;
}

} // namespace bsc

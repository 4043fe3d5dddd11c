#include "engine/code/numpy_random.h"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace bsc {
namespace {

// Expected values: NumPy 1.24.2, default_rng(seed).bit_generator.random_raw() and
// .standard_normal(..., dtype=float32).

TEST(NumpyRandom, RawDrawsOfEdgeSeeds) {
    EXPECT_EQ(NumpyRandom(0).next_uint64(), 0xa30febcfd9c2825fU);
    EXPECT_EQ(NumpyRandom(42).next_uint64(), 0xc621fbcd16d92688U);
    EXPECT_EQ(NumpyRandom(0x1'0000'0000U).next_uint64(), 0xe3c5ebe285ac1625U);
    EXPECT_EQ(NumpyRandom(0xffff'ffff'ffff'ffffU).next_uint64(), 0xae163a7a8c47568fU);
}

TEST(NumpyRandom, HalvesOfADrawLowFirst) {
    NumpyRandom whole(42), halves(42);
    const std::uint64_t draw = whole.next_uint64();
    EXPECT_EQ(halves.next_uint32(), static_cast<std::uint32_t>(draw));
    EXPECT_EQ(halves.next_uint32(), static_cast<std::uint32_t>(draw >> 32));
    EXPECT_EQ(halves.next_uint64(), whole.next_uint64());
}

TEST(NumpyRandom, LongRunThroughWedgesAndTail) {
    std::vector<float> values(1'000'000);
    NumpyRandom(7).standard_normal(values);
    std::uint64_t hash = 0xcbf29ce484222325U; // FNV-1a over the words
    std::size_t beyond_tail = 0;
    for (const float value : values) {
        hash = (hash ^ std::bit_cast<std::uint32_t>(value)) * 0x100000001b3U;
        beyond_tail += std::abs(value) > 3.6541529F;
    }
    EXPECT_EQ(beyond_tail, 278u);
    EXPECT_EQ(hash, 0xb220bf3b5fbedebaU);
}

} // namespace
} // namespace bsc

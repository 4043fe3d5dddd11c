#include "engine/code/pack.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <random>

namespace bsc {
namespace {

TEST(Pack, RoundTripAtEveryWidth) {
    std::mt19937_64 random(1);
    const auto bits = std::make_unique<bool[]>(max_code_bits);
    for (unsigned width = 0; width <= max_code_bits; ++width) {
        std::generate_n(bits.get(), width, [&] { return random() & 1; });
        const Code code = pack_bits({bits.get(), width}).value();
        ASSERT_EQ(code.bits(), width);
        const auto back = unpack_bits(code);
        ASSERT_EQ(back.size(), width);
        ASSERT_TRUE(std::equal(back.begin(), back.end(), bits.get()));
    }
}

TEST(Pack, LeastSignificantBitFirstAndSpareBitsZero) {
    for (const unsigned width : {1u, 63u, 64u, 65u, 255u, 1023u, 1024u}) {
        const auto bits = std::make_unique<bool[]>(width);
        std::fill_n(bits.get(), width, true);
        const Code code = pack_bits({bits.get(), width}).value();
        for (unsigned j = 0; j < 64 * words_for(width); ++j)
            ASSERT_EQ((code.words()[j / 64] >> (j % 64)) & 1, j < width) << width << " bit " << j;
    }
}

TEST(Pack, SignsCountZeroAsPositive) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> values{1, -1, 0, -0.0F, -1e-45F, nan};
    EXPECT_EQ(unpack_bits(pack_signs(values).value()),
              (std::vector<bool>{true, false, true, true, false, false}));
}

TEST(Pack, MoreThanTheWidestIsAnError) {
    const std::vector<float> values(max_code_bits + 1);
    EXPECT_EQ(pack_signs(values).error().code, ErrorCode::invalid_argument);
}

} // namespace
} // namespace bsc

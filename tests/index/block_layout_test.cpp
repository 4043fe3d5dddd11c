#include "engine/index/block_layout.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

TEST(BlockLayout, PlanesCoverTheCodeAtEveryWidth) {
    for (unsigned bits = 1; bits <= max_code_bits; ++bits) {
        const BlockLayout layout(bits);
        EXPECT_GE(layout.prefix_planes, 1u);
        EXPECT_EQ(layout.planes(), (bits + 15) / 16);
    }
}

TEST(BlockLayout, PrefixOfTheDefaultWidthIs112Bits) {
    EXPECT_EQ(BlockLayout(256).prefix_planes, 7u);
    EXPECT_EQ(BlockLayout(256).suffix_planes, 9u);
}

TEST(BlockLayout, PlanesAreTheCodeInOrder) {
    Code code(70);
    code.set_bit(0);
    code.set_bit(31);
    code.set_bit(69);
    EXPECT_EQ(plane_of(code, 0), 1u);
    EXPECT_EQ(plane_of(code, 1), 0x8000u);
    EXPECT_EQ(plane_of(code, 2), 0u);
    EXPECT_EQ(plane_of(code, 4), 1u << 5);
}

} // namespace
} // namespace bsc

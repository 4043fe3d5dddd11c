#include "engine/code/hamming.h"

#include <gtest/gtest.h>
#include <random>

namespace bsc {
namespace {

Code random_code(unsigned bits, std::mt19937_64& random) {
    Code code(bits);
    for (unsigned j = 0; j < bits; ++j)
        if (random() & 1)
            code.set_bit(j);
    return code;
}

TEST(Hamming, EqualsBitByBitAtEveryWidth) {
    std::mt19937_64 random(2);
    for (unsigned bits = 1; bits <= max_code_bits; ++bits) {
        const Code a = random_code(bits, random), b = random_code(bits, random);
        unsigned expected = 0;
        for (unsigned j = 0; j < bits; ++j)
            expected += a.bit(j) != b.bit(j);
        ASSERT_EQ(hamming_distance(a, b), expected) << bits;
        ASSERT_EQ(hamming_distance(b, a), expected) << bits;
        ASSERT_EQ(hamming_distance(a, a), 0u) << bits;
    }
}

TEST(Hamming, ComplementIsTheWholeWidth) {
    Code zeros(200), ones(200);
    for (unsigned j = 0; j < 200; ++j)
        ones.set_bit(j);
    EXPECT_EQ(hamming_distance(zeros, ones), 200u);
}

} // namespace
} // namespace bsc

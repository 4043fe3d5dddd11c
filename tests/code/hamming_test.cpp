#include "engine/code/hamming.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <vector>

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

TEST(Hamming, CodesSideBySideAreComparedLikeSingleOnes) {
    std::mt19937_64 random(3);
    for (unsigned words = 1; words <= words_for(max_code_bits); ++words)
        for (std::size_t count : {0, 1, 7, 100}) {
            std::vector<std::uint64_t> query(words), codes(words * count);
            std::ranges::generate(query, random);
            std::ranges::generate(codes, random);
            std::vector<std::uint16_t> distances(count);
            hamming_distances(query, codes.data(), distances);
            for (std::size_t i = 0; i < count; ++i)
                ASSERT_EQ(distances[i], hamming_distance(query, {codes.data() + i * words, words}));
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

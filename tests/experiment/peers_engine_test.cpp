#include "tests/bench/peers_engine.h"

#include <array>
#include <gtest/gtest.h>
#include <random>

namespace {

using Words = std::array<std::uint64_t, 4>;

Words random_words(std::mt19937_64& random) { return {random(), random(), random(), random()}; }

TEST(PeersEngine, FindsWhatWasAddedAndNotWhatWasRemoved) {
    std::mt19937_64 random(1);
    PeersEngine engine(100);
    std::vector<Words> codes;
    for (std::uint64_t id = 0; id < 100; ++id) {
        codes.push_back(random_words(random));
        ASSERT_TRUE(engine.add(codes.back().data(), id));
    }
    EXPECT_FALSE(engine.add(codes[0].data(), 7)) << "the id is taken";
    EXPECT_EQ(engine.size(), 100U);
    EXPECT_GT(engine.memory_bytes(), 100U * 32);

    Words near = codes[42];
    near[1] ^= 0b111;
    EXPECT_EQ(engine.nearest_within(near.data(), 38), (std::pair<std::uint64_t, unsigned>{42, 3}));
    EXPECT_EQ(engine.nearest_within(near.data(), 2), PeersEngine::none);

    EXPECT_TRUE(engine.remove(42));
    EXPECT_FALSE(engine.remove(42));
    EXPECT_EQ(engine.nearest_within(near.data(), 38), PeersEngine::none);
}

TEST(PeersEngine, OfEquallyNearCodesTheLowestIdWins) {
    PeersEngine engine(2);
    const Words code{1, 2, 3, 4};
    engine.add(code.data(), 9);
    engine.add(code.data(), 5);
    EXPECT_EQ(engine.nearest_within(code.data(), 0).first, 5U);
}

TEST(PeersEngine, TakesBytesAtAnyAddress) {
    PeersEngine engine(1);
    std::array<unsigned char, 33> bytes{};
    bytes[1] = 0x80; // bit 7 of word 0
    engine.add(bytes.data() + 1, 1);
    const Words words{0x80, 0, 0, 0};
    EXPECT_EQ(engine.nearest_within(words.data(), 0), (std::pair<std::uint64_t, unsigned>{1, 0}));
}

} // namespace

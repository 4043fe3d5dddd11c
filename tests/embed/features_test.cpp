#include "engine/embed/features/character_grams.h"
#include "engine/embed/features/hash.h"
#include "engine/embed/features/hashed_text.h"
#include "engine/embed/features/sign_sum.h"

#include <cmath>
#include <gmock/gmock.h>

namespace bsc {
namespace {

/// Entry i of rv(f), spelled out from its definition.
float sign(std::uint64_t feature, std::size_t i) {
    return (splitmix64(feature + i / 64) >> (i % 64)) & 1 ? 1.0F : -1.0F;
}

TEST(Hash, PublishedValues) {
    EXPECT_EQ(fnv1a64(""), 0xcbf29ce484222325u);
    EXPECT_EQ(fnv1a64("foobar"), 0x85944171f73967e8u);
    EXPECT_EQ(fnv1a64("bar", fnv1a64("foo")), fnv1a64("foobar"));
    EXPECT_EQ(fnv1a64("w how"), 0xa4c43a5df2090a9cu);
    EXPECT_EQ(splitmix64(0), 0xe220a8397b1dcdafu);
}

class SignSums : public testing::TestWithParam<std::size_t> {};

TEST_P(SignSums, EqualTheDefinition) {
    const std::size_t dim = GetParam();
    const std::uint64_t features[] = {1, fnv1a64("w how"), ~0ull};
    SignSum signs(dim);
    std::vector<float> sum(dim, 0.5F);
    for (const auto feature : features) {
        signs.add(feature);
    }
    signs.drain(0.25F, sum);
    signs.drain(1.0F, sum); // nothing left
    for (std::size_t i = 0; i < dim; ++i) {
        float expected = 0;
        for (const auto feature : features) {
            expected += sign(feature, i);
        }
        ASSERT_FLOAT_EQ(sum[i], 0.5F + 0.25F * expected) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Dims, SignSums, testing::Values(1, 63, 64, 65, 300, 320, 384));

TEST(SignSum, HoldsItsCapacity) {
    SignSum signs(1);
    for (std::size_t i = 0; i < SignSum::capacity; ++i) {
        ASSERT_FALSE(signs.full());
        signs.add(7);
    }
    EXPECT_TRUE(signs.full());
    std::vector<float> sum(1);
    signs.drain(1, sum);
    EXPECT_EQ(sum[0], sign(7, 0) * static_cast<float>(SignSum::capacity));
    EXPECT_FALSE(signs.full());
}

TEST(CharacterGrams, CountCodePointsNotBytes) {
    CharacterGrams grams;
    EXPECT_THAT(grams.of("é", 3, 5), testing::ElementsAre(fnv1a64("c <é>")));
    EXPECT_THAT(grams.of("ab", 3, 5), testing::UnorderedElementsAre(
                                          fnv1a64("c <ab"), fnv1a64("c ab>"), fnv1a64("c <ab>")));
    EXPECT_THAT(grams.of("码", 2, 2), testing::ElementsAre(fnv1a64("c <码"), fnv1a64("c 码>")));
}

TEST(HashedText, FollowsTheFormula) {
    const std::string_view words[] = {"a", "b", "a"};
    const float weights[] = {0.5F, 2.0F, 0.5F};
    std::vector<float> out(384);
    add_hashed_text(words, weights, {1.0F, 0.5F, 2.0F}, out);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const float expected =
            0.5F * (1 + std::log(2.0F)) * sign(fnv1a64("w a"), i) + 2.0F * sign(fnv1a64("w b"), i) +
            0.5F * sign(fnv1a64("b a b"), i) + 0.5F * sign(fnv1a64("b b a"), i) +
            2.0F * 0.5F * sign(fnv1a64("c <a>"), i) + 2.0F * 2.0F * sign(fnv1a64("c <b>"), i);
        ASSERT_NEAR(out[i], expected, 1e-5) << i;
    }
}

TEST(HashedText, CountsEveryGramOfAWordLongerThanTheSumHolds) {
    const std::string word(20000, 'x');
    const std::string_view words[] = {word};
    const float weights[] = {1.0F};
    std::vector<float> out(64);
    add_hashed_text(words, weights, {0.0F, 0.0F, 1.0F}, out);
    // Nearly all grams are xxx, xxxx and xxxxx, 20,000 of each.
    const float scale = 1.0F / std::sqrt(3.0F * 20002 - 9);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const float expected =
            sign(fnv1a64("c xxx"), i) + sign(fnv1a64("c xxxx"), i) + sign(fnv1a64("c xxxxx"), i);
        ASSERT_NEAR(out[i], expected * 20000 * scale, 20 * scale) << i;
    }
}

TEST(Normalise, KeepsZero) {
    std::vector<float> zero(3), other{3, 0, 4};
    normalise(zero);
    normalise(other);
    EXPECT_THAT(zero, testing::Each(0.0F));
    EXPECT_THAT(other, testing::ElementsAre(0.6F, 0.0F, 0.8F));
}

} // namespace
} // namespace bsc

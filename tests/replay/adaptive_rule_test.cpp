#include "engine/replay/adaptive_rule.h"

#include "engine/replay/simulate.h"

#include <cmath>
#include <gmock/gmock.h>

namespace bsc {
namespace {

TEST(LogisticModel, FindsTheTurnOfManyLabels) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> similarity(0.70, 1.0), chance;
    LogisticModel model;
    for (int i = 0; i < 3000; ++i) {
        const double s = std::round(similarity(random) * 256) / 256;
        model.add(s, chance(random) < 1 / (1 + std::exp(-60 * (s - 0.88))));
    }
    EXPECT_NEAR(model.turn(), 0.88, 0.01);
    EXPECT_NEAR(model.slope(), 60, 12);
    EXPECT_LT(model.turn_deviation(), 0.01);
    EXPECT_NEAR(model.right_if_turning_at(model.turn(), model.turn()), 0.5, 1e-12);
}

TEST(LogisticModel, GrowsSurerWithItsLabels) {
    std::mt19937_64 random(4);
    LogisticModel model;
    double before = 0;
    for (int i = 0; i < 2000; ++i) {
        const double s = 0.80 + 0.01 * static_cast<double>(random() % 16);
        model.add(s, random() % 100 < (s > 0.875 ? 80 : 20));
        if (i == 20)
            before = model.turn_deviation();
    }
    EXPECT_LT(model.turn_deviation(), before / 4);
}

AdaptiveRule trained(unsigned right_distance, unsigned wrong_distance, int labels) {
    AdaptiveRule rule({});
    for (int i = 0; i < labels; ++i) {
        rule.learn({1, right_distance}, true);
        rule.learn({1, wrong_distance}, false);
    }
    return rule;
}

TEST(AdaptiveRule, ExploresWhatItDoesNotKnow) {
    AdaptiveRule rule({});
    EXPECT_EQ(rule.exploration({1, 0}), 1);
    EXPECT_FALSE(rule.answers({1, 0}));
    for (int i = 0; i < 5; ++i)
        rule.learn({1, 3}, true);
    EXPECT_EQ(rule.exploration({1, 3}), 1) << "fewer labels than it asks for";
}

TEST(AdaptiveRule, LearnsAThresholdForEachEntry) {
    const AdaptiveRule rule = trained(20, 50, 100);
    EXPECT_LT(rule.exploration({1, 10}), 0.1);
    EXPECT_GT(rule.exploration({1, 50}), 0.9);
    EXPECT_EQ(rule.exploration({2, 10}), 1) << "another entry knows nothing of it";
}

TEST(AdaptiveRule, ExploresLessTheNearerAndTheMoreItKnows) {
    const AdaptiveRule some = trained(20, 50, 20), many = trained(20, 50, 400);
    for (unsigned distance = 1; distance <= 77; ++distance)
        EXPECT_GE(some.exploration({1, distance}) + 1e-12, some.exploration({1, distance - 1}));
    EXPECT_LT(many.exploration({1, 25}), some.exploration({1, 25}));
}

TEST(AdaptiveRule, StoresByItsInsertionRule) {
    AdaptiveRule all({}), wrong({.insert = AdaptiveSettings::Insert::when_nearest_wrong});
    EXPECT_TRUE(all.learn({1, 9}, true));
    EXPECT_FALSE(wrong.learn({1, 9}, true));
    EXPECT_TRUE(wrong.learn({1, 9}, false));
    EXPECT_TRUE(wrong.learn({1, 9}, std::nullopt)) << "nobody knows, so its answer may be needed";
}

TEST(AdaptiveRule, ForgetsWhatWasEvicted) {
    AdaptiveRule rule = trained(20, 50, 100);
    rule.forget(1);
    EXPECT_EQ(rule.exploration({1, 10}), 1);
}

TEST(AdaptiveRule, BadSettingsAreNamed) {
    EXPECT_THAT(check_adaptive({.max_error = 0}).error().text, testing::HasSubstr("error bound"));
    EXPECT_THAT(check_adaptive({.reach = 300}).error().text, testing::HasSubstr("256 bits"));
}

/// Half of the meanings have a twin 10 bits away that means something else: no one radius is
/// right for both halves.
CodeTrace twins(std::size_t requests) {
    std::mt19937_64 random(17);
    const auto flip = [&](Code code, unsigned bits) {
        for (unsigned i = 0; i < bits; ++i) {
            const auto at = static_cast<unsigned>(random() % 256);
            code.words()[at / 64] ^= std::uint64_t{1} << at % 64;
        }
        return code;
    };
    std::vector<Code> meanings;
    for (int i = 0; i < 30; ++i) {
        Code code(256);
        for (auto& word : code.words())
            word = random();
        meanings.push_back(code);
        meanings.push_back(i % 2 == 0 ? flip(code, 10) : flip(code, 128));
    }
    CodeTrace trace{.name = "twins", .bits = 256};
    for (std::size_t i = 0; i < requests; ++i) {
        const auto meaning = static_cast<std::uint32_t>(random() % meanings.size());
        trace.requests.push_back(
            {.code = flip(meanings[meaning], 1 + random() % 25), .text = i, .meaning = meaning});
    }
    return trace;
}

class AdaptiveSimulation : public testing::TestWithParam<AdaptiveSettings::Insert> {};

TEST_P(AdaptiveSimulation, KeepsItsBoundWhereAFixedRadiusDoesNot) {
    const CodeTrace trace = twins(30'000);
    SimulationOptions options;
    const auto fixed = simulate(trace, options);
    const auto share = [](const SimulationResult& result) {
        return static_cast<double>(result.wrong_hits) / static_cast<double>(result.requests);
    };
    EXPECT_GT(share(*fixed), 0.05);

    options.adaptive = AdaptiveSettings{.max_error = 0.02, .insert = GetParam()};
    options.capacity = 30'000;
    const auto adaptive = simulate(trace, options);
    ASSERT_TRUE(adaptive) << adaptive.error().text;
    EXPECT_LE(share(*adaptive), 0.02);
    EXPECT_GT(adaptive->explorations, 0u);
    RecordProperty("hits", static_cast<int>(adaptive->hits));
    RecordProperty("wrong", static_cast<int>(adaptive->wrong_hits));
    RecordProperty("explorations", static_cast<int>(adaptive->explorations));
}

INSTANTIATE_TEST_SUITE_P(Insert, AdaptiveSimulation,
                         testing::Values(AdaptiveSettings::Insert::every_miss,
                                         AdaptiveSettings::Insert::when_nearest_wrong));

} // namespace
} // namespace bsc

#include "engine/replay/threshold_promise.h"

#include "engine/replay/betting_bound.h"

#include <cmath>
#include <gmock/gmock.h>
#include <random>

namespace bsc {
namespace {

using testing::HasSubstr;

std::vector<DistanceLabel> labels(std::size_t right, std::size_t wrong, unsigned distance,
                                  double chance = 1) {
    std::vector<DistanceLabel> made(right, {distance, false, chance});
    made.insert(made.end(), wrong, {distance, true, chance});
    return made;
}

std::vector<DistanceLabel> operator+(std::vector<DistanceLabel> a,
                                     const std::vector<DistanceLabel>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

ThresholdPromise promise(const std::vector<DistanceLabel>& given, double max_wrong = 0.02) {
    auto made = promise_threshold(given, {.max_wrong = max_wrong});
    EXPECT_TRUE(made) << made.error().text;
    return made.value_or(ThresholdPromise{});
}

TEST(ThresholdPromise, NeedsAsManyRightLabelsAsTheLimitAsks) {
    EXPECT_EQ(promise({}, 0.05).labels_needed, 59u);
    EXPECT_EQ(promise({}, 0.02).labels_needed, 149u);
    EXPECT_EQ(promise({}, 0.01).labels_needed, 299u);

    const auto enough = promise(labels(149, 0, 20));
    EXPECT_FALSE(enough.too_few_labels);
    EXPECT_EQ(enough.radius, 256u) << "nothing judged beyond 20 bits speaks against them";
    const auto one_short = promise(labels(148, 0, 20));
    EXPECT_TRUE(one_short.too_few_labels);
    EXPECT_EQ(one_short.radius, std::nullopt);
}

TEST(ThresholdPromise, StopsAtTheFirstRadiusThatFails) {
    // Within 30 the share is fine, at 31 it is not, further out it would be fine again.
    const auto made = promise(labels(200, 0, 10) + labels(0, 10, 31) + labels(5000, 0, 40));
    EXPECT_EQ(made.radius, 30u);
    EXPECT_GT(made.bounds[31].upper, 0.02);
    EXPECT_LT(made.bounds[40].upper, 0.02);
}

TEST(ThresholdPromise, NoneIsSafeWhenTheStrictestFails) {
    const auto made = promise(labels(150, 10, 5));
    EXPECT_FALSE(made.too_few_labels);
    EXPECT_EQ(made.radius, std::nullopt);
}

TEST(ThresholdPromise, BoundsAreCumulativeAndExact) {
    const auto made = promise(labels(10, 0, 3) + labels(4, 1, 7));
    ASSERT_EQ(made.bounds.size(), 257u);
    EXPECT_EQ(made.bounds[2].labels, 0u);
    EXPECT_EQ(made.bounds[2].upper, 1);
    EXPECT_EQ(made.bounds[3].labels, 10u);
    EXPECT_NEAR(made.bounds[3].upper, 1 - std::pow(0.05, 0.1), 1e-9);
    EXPECT_EQ(made.bounds[7].labels, 15u);
    EXPECT_EQ(made.bounds[7].wrong, 1u);
    EXPECT_NEAR(made.bounds[7].share, 1.0 / 15, 1e-12);
    EXPECT_EQ(made.method, BoundMethod::clopper_pearson);
}

TEST(ThresholdPromise, UnequalChancesAreWeighted) {
    // 100 of 100 near pairs judged, 10 of 1000 far ones: each far one stands for 100.
    const auto made = promise(labels(100, 0, 10, 1) + labels(5, 5, 30, 0.01));
    EXPECT_EQ(made.method, BoundMethod::betting);
    EXPECT_NEAR(made.bounds[30].share, 500.0 / 1100, 1e-12);
    EXPECT_GT(made.bounds[30].upper, made.bounds[30].share);
}

TEST(BettingBound, IsNeverTighterThanTheExactOneWithoutWrongLabels) {
    for (const std::size_t n : {20u, 149u, 1000u}) {
        const double exact = 1 - std::pow(0.05, 1.0 / static_cast<double>(n));
        const std::vector<LabelStratum> all_right{{.right = n}};
        const double bet = betting_upper(all_right, 1, 0.95);
        EXPECT_GE(bet, exact * 0.999);
        EXPECT_LE(bet, exact * 1.35);
    }
}

TEST(BettingBound, SaysNothingFromNoLabels) { EXPECT_EQ(betting_upper({}, 1, 0.95), 1); }

TEST(ThresholdPromise, BadInputIsNamed) {
    const auto error = [](const std::vector<DistanceLabel>& given, const PromiseOptions& options) {
        const auto made = promise_threshold(given, options);
        return made ? "accepted" : made.error().text;
    };
    EXPECT_THAT(error({}, {.max_wrong = 0}), HasSubstr("between 0 and 1"));
    EXPECT_THAT(error({}, {.confidence = 1}), HasSubstr("confidence"));
    EXPECT_THAT(error({{1, false, 0}}, {}), HasSubstr("chance"));
    EXPECT_THAT(error({{257, false, 1}}, {}), HasSubstr("257 bits"));
}

/// A population of pairs whose wrong share grows with the distance, as real ones' does.
struct Population {
    std::vector<DistanceLabel> pairs;
    std::vector<double> share_within; ///< true wrong share by radius

    explicit Population(std::mt19937_64& random) {
        std::uniform_int_distribution<unsigned> distance(0, 60);
        for (int i = 0; i < 20'000; ++i) {
            const unsigned d = distance(random);
            const double wrong = 0.002 + 0.06 / (1 + std::exp((35.0 - d) / 4));
            pairs.push_back({d, std::bernoulli_distribution(wrong)(random), 1});
        }
        for (unsigned radius = 0; radius <= 256; ++radius) {
            double within = 0, wrong = 0;
            for (const DistanceLabel& pair : pairs)
                if (pair.distance <= radius) {
                    ++within;
                    wrong += pair.wrong;
                }
            share_within.push_back(within > 0 ? wrong / within : 0);
        }
    }
};

struct Kept {
    int promised = 0, broken = 0;
};

/// Labels the population again and again, each pair with the chance given, and counts the promises
/// the truth breaks.
template <class Chance>
Kept count_broken(const Population& population, double max_wrong, Chance&& chance,
                  std::mt19937_64& random) {
    Kept kept;
    for (int labelling = 0; labelling < 1000; ++labelling) {
        std::vector<DistanceLabel> drawn;
        for (DistanceLabel pair : population.pairs) {
            pair.chance = chance(pair);
            if (std::bernoulli_distribution(pair.chance)(random))
                drawn.push_back(pair);
        }
        const auto made = promise(drawn, max_wrong);
        if (made.radius) {
            ++kept.promised;
            kept.broken += population.share_within[*made.radius] > max_wrong;
        }
    }
    return kept;
}

TEST(ThresholdPromise, IsBrokenInAtMostFivePercentOfLabellings) {
    std::mt19937_64 random(7);
    const Population population(random);
    const auto uniform = [](const DistanceLabel&) { return 0.03; };
    const Kept kept = count_broken(population, 0.02, uniform, random);
    RecordProperty("promised", kept.promised);
    RecordProperty("broken", kept.broken);
    EXPECT_GT(kept.promised, 300);
    EXPECT_LE(kept.broken, 50);
}

TEST(ThresholdPromise, HoldsForPairsNearTheRadiusDrawnFirst) {
    std::mt19937_64 random(8);
    const Population population(random);
    const auto near_first = [](const DistanceLabel& pair) {
        return pair.distance >= 30 && pair.distance <= 40 ? 0.12 : 0.03;
    };
    const Kept kept = count_broken(population, 0.02, near_first, random);
    RecordProperty("promised", kept.promised);
    RecordProperty("broken", kept.broken);
    EXPECT_GT(kept.promised, 300);
    EXPECT_LE(kept.broken, 50);
}

} // namespace
} // namespace bsc

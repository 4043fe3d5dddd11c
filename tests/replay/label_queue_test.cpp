#include "engine/replay/label_queue.h"

#include "engine/replay/label_words.h"

#include <cmath>
#include <gtest/gtest.h>
#include <iostream>
#include <random>

namespace bsc {
namespace {

TEST(LabelQueue, TheSameSeedDrawsTheSame) {
    std::vector<unsigned> distances;
    for (unsigned i = 0; i < 500; ++i)
        distances.push_back(i % 70);
    LabelQueue a(distances, {.seed = 3}), b(distances, {.seed = 3}), c(distances, {.seed = 4});
    int same_as_other_seed = 0;
    for (int i = 0; i < 100; ++i) {
        const auto drawn = a.next();
        EXPECT_EQ(drawn.pair, b.next().pair);
        EXPECT_LE(distances[drawn.pair], 64u);
        same_as_other_seed += drawn.pair == c.next().pair;
    }
    EXPECT_LT(same_as_other_seed, 20);
}

TEST(LabelQueue, ChancesAreThoseOfTheDraws) {
    // 100 pairs near the radius of 38 (34 to 42 bits), 400 in reach, 50 beyond it.
    std::vector<unsigned> distances;
    for (unsigned i = 0; i < 550; ++i)
        distances.push_back(i < 100 ? 34 + i % 9 : i < 500 ? i % 30 : 80);
    constexpr int draws = 200'000;
    std::vector<int> times(distances.size());
    std::vector<double> chance(distances.size());
    LabelQueue queue(distances, {.uniform_share = 0.3, .seed = 9});
    EXPECT_EQ(queue.size(), 500u);
    EXPECT_EQ(queue.near(), 100u);
    double weight = 0;
    for (int i = 0; i < draws; ++i) {
        const auto draw = queue.next();
        ++times[draw.pair];
        chance[draw.pair] = draw.chance;
        weight += 1 / draw.chance;
    }
    EXPECT_NEAR(weight / draws, 1, 0.02) << "weights of one over the chance balance out";
    int far_out = 0;
    for (std::size_t pair = 0; pair < distances.size(); ++pair) {
        if (distances[pair] > 64) {
            EXPECT_EQ(times[pair], 0);
            continue;
        }
        const double expected = draws * chance[pair] / 500;
        far_out += std::abs(times[pair] - expected) > 3 * std::sqrt(expected);
    }
    EXPECT_LE(far_out, 8) << "about 1.4 of 500 pairs may be off by three standard deviations";
}

TEST(LabelQueue, NoPairIsNearButAllCanBeDrawn) {
    const std::vector<unsigned> distances{1, 2, 3};
    LabelQueue queue(distances, {.radius = 50});
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(queue.next().chance, 1);
}

LabelRecord word_on(std::string prompt, unsigned distance, LabelWord word, double chance = 1) {
    LabelRecord label;
    label.prompt = std::move(prompt);
    label.match = "stored";
    label.word = word;
    label.source = label_source::queue;
    label.distance = distance;
    label.bits = 256;
    label.chance = chance;
    label.reach = 64;
    return label;
}

TEST(LabelWords, TheLastWordOnAPairHolds) {
    const std::vector<LabelRecord> given{
        word_on("a", 10, LabelWord::right), word_on("b", 11, LabelWord::right),
        word_on("a", 10, LabelWord::wrong), word_on("c", 12, LabelWord::wrong),
        word_on("c", 12, LabelWord::skip)};
    const LabelWords words(given);
    EXPECT_EQ(words.of("a", "stored"), LabelWord::wrong);
    EXPECT_EQ(words.of("b", "stored"), LabelWord::right);
    EXPECT_EQ(words.of("c", "stored"), LabelWord::skip);
    EXPECT_EQ(words.of("d", "stored"), std::nullopt);
    const auto judged = words.judged(256);
    ASSERT_EQ(judged.size(), 2u) << "a pair counts once, a skipped one not at all";
    EXPECT_TRUE(judged[0].wrong);
    EXPECT_FALSE(judged[1].wrong);
    EXPECT_EQ(words.drawn(256).size(), 3u) << "what was drawn twice counts twice";
    EXPECT_TRUE(words.drawn(128).empty()) << "codes of another width tell nothing";
}

TEST(LabelWords, EveryHitOfAWorkloadIsJudgedButAPairCountsOnce) {
    std::vector<LabelRecord> given(3, word_on("a", 10, LabelWord::right));
    for (LabelRecord& label : given)
        label.source = label_source::classes;
    EXPECT_EQ(LabelWords(given).drawn(256).size(), 1u);
}

TEST(LabelWords, OnlyDrawnLabelsCarryAPromise) {
    const std::vector<LabelRecord> given{word_on("near", 38, LabelWord::wrong, 3),
                                         word_on("far", 10, LabelWord::right, 0.5),
                                         word_on("picked", 20, LabelWord::wrong, 0)};
    const LabelWords words(given);
    EXPECT_EQ(words.judged(256).size(), 3u);
    EXPECT_EQ(words.picked(256), 1u);
    const auto drawn = words.drawn(256);
    ASSERT_EQ(drawn.size(), 2u);
    EXPECT_EQ(drawn[0].chance, 1);
    EXPECT_NEAR(drawn[1].chance, 1.0 / 6, 1e-12);
    const auto promise = promise_threshold(drawn, {}).value();
    EXPECT_EQ(promise.method, BoundMethod::betting);
    EXPECT_NEAR(promise.bounds[40].share, (1 / 3.0) / (1 / 3.0 + 1 / 0.5), 1e-12)
        << "the oversampled pair stands for fewer";
    EXPECT_EQ(promise.bounds[64].labels, 2u);
    EXPECT_EQ(promise.bounds[65].labels, 0u) << "nothing was drawn from beyond 64 bits";
}

/// Labels the same pairs through 1 000 queues: the share of promises the truth breaks.
TEST(LabelQueue, PromisesFromTheQueueAreKept) {
    std::mt19937_64 random(5);
    std::vector<unsigned> distances;
    std::vector<bool> wrong;
    for (int i = 0; i < 3000; ++i) {
        const auto distance = static_cast<unsigned>(random() % 65);
        distances.push_back(distance);
        const double share = 0.003 + 0.25 / (1 + std::exp((40.0 - distance) / 3));
        wrong.push_back(std::bernoulli_distribution(share)(random));
    }
    const auto truth = [&](unsigned radius) {
        double within = 0, bad = 0;
        for (std::size_t i = 0; i < distances.size(); ++i)
            if (distances[i] <= radius) {
                ++within;
                bad += wrong[i];
            }
        return bad / within;
    };
    constexpr double limit = 0.05;
    constexpr int labellings = 1000, draws = 500;
    int promised = 0, broken = 0;
    for (int labelling = 0; labelling < labellings; ++labelling) {
        LabelQueue queue(distances, {.seed = static_cast<std::uint64_t>(labelling)});
        std::vector<DistanceLabel> labels;
        for (int i = 0; i < draws; ++i) {
            const auto draw = queue.next();
            labels.push_back({distances[draw.pair], wrong[draw.pair], draw.chance, 64});
        }
        double likeliest = 0;
        for (const DistanceLabel& label : labels)
            likeliest = std::max(likeliest, label.chance);
        for (DistanceLabel& label : labels)
            label.chance /= likeliest;
        const auto promise = promise_threshold(labels, {.max_wrong = limit}).value();
        EXPECT_LE(promise.radius.value_or(0), 64u);
        promised += promise.radius.has_value();
        broken += promise.radius && truth(*promise.radius) > limit;
    }
    std::cout << "a radius in " << promised << ", broken in " << broken << " of " << labellings
              << " labellings\n";
    RecordProperty("broken", broken);
    EXPECT_GT(promised, labellings / 10) << "the bound is of use";
    EXPECT_LE(broken, labellings / 20);
}

} // namespace
} // namespace bsc

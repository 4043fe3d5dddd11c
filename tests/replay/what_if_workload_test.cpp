#include "engine/embed/factory.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/judged_pairs.h"
#include "engine/replay/replay.h"
#include "engine/replay/what_if.h"

#include <cmath>
#include <gtest/gtest.h>
#include <iostream>
#include <random>

namespace bsc {
namespace {

std::shared_ptr<const Embedder> lexical() {
    EmbedderSettings settings;
    settings.kind = EmbedderKind::lexical;
    return make_embedder(settings).value();
}

CodeTrace trace_of(const std::filesystem::path& file, const Embedder& embedder) {
    auto rows = WorkloadReader::open(file).value();
    return EmbeddedWorkload::embed("workload", rows, embedder)
        .value()
        .trace(default_code_bits, default_projection_seed)
        .value();
}

TEST(WhatIfOfAWorkload, EachPointIsAReplayThroughTheCache) {
    const auto embedder = lexical();
    const std::filesystem::path file = BSC_SAMPLES_DIR "/first-hour.jsonl";
    for (const std::size_t capacity : {40u, 1000u}) {
        WhatIfOptions options;
        options.cache.capacity = capacity;
        options.radii = {0, 12, 30, 38, 50, 70, 100, 256};
        const auto points = what_if(trace_of(file, *embedder), options).value().points;
        for (const WhatIfPoint& point : points) {
            ReplayOptions real;
            real.cache.max_entries = capacity;
            real.cache.policy = options.cache.policy;
            real.cache.centre_after = 0;
            real.threshold = 1 - static_cast<float>(point.radius) / default_code_bits;
            auto rows = WorkloadReader::open(file).value();
            const auto report = replay(rows, *embedder, real).value();
            ASSERT_EQ(report.radius, point.radius);
            EXPECT_EQ(report.hits(), point.result.hits) << point.radius;
            EXPECT_EQ(report.exact_hits, point.result.exact_hits) << point.radius;
            EXPECT_EQ(report.judged_hits, point.result.judged_hits) << point.radius;
            EXPECT_EQ(report.wrong_hits, point.result.wrong_hits) << point.radius;
            EXPECT_EQ(report.evictions, point.result.evictions) << point.radius;
        }
    }
}

TEST(JudgedPairs, NearestEarlierRequestsOfKnownClasses) {
    const auto code = [](std::uint64_t word) {
        Code made(64);
        made.words()[0] = word;
        return made;
    };
    constexpr auto unknown = CodeRequest::no_class;
    const CodeTrace trace{.name = "few",
                          .bits = 64,
                          .requests = {{.code = code(0), .text = 0, .meaning = 1},
                                       {.code = code(3), .text = 1, .meaning = 1},
                                       {.code = code(3), .text = 1, .meaning = 1},
                                       {.code = code(7), .text = 2, .meaning = 2},
                                       {.code = code(15), .text = 3, .meaning = unknown},
                                       {.code = code(31), .text = 4, .meaning = 2},
                                       {.code = code(0), .text = 5, .partition = 1, .meaning = 1}}};
    const auto labels = judged_pairs(trace).value();
    ASSERT_EQ(labels.size(), 2u); // a repeat, an unjudged nearest and a new partition are none
    EXPECT_EQ(labels[0].distance, 2u);
    EXPECT_FALSE(labels[0].wrong);
    EXPECT_EQ(labels[1].distance, 1u);
    EXPECT_TRUE(labels[1].wrong);
}

/// Wrong share of all pairs within the radius.
double wrong_share(const std::vector<DistanceLabel>& pairs, unsigned radius) {
    double within = 0, wrong = 0;
    for (const DistanceLabel& pair : pairs)
        if (pair.distance <= radius) {
            ++within;
            wrong += pair.wrong;
        }
    return within == 0 ? 0 : wrong / within;
}

TEST(ThresholdPromise, IsBrokenInAtMostOneOfTwentyLabellings) {
    const std::filesystem::path file = BSC_SHARED_DIR "/workloads/qqp_clean.jsonl.gz";
    if (!std::filesystem::exists(file))
        GTEST_SKIP() << "skipped: no data";
    const auto pairs = judged_pairs(trace_of(file, *lexical())).value();
    ASSERT_GT(pairs.size(), 1000u);
    constexpr int labellings = 1000;
    constexpr std::size_t labels_each = 1500;
    std::mt19937_64 random(7);
    for (const double limit : {0.02, 0.05}) {
        int broken = 0, given = 0;
        for (int i = 0; i < labellings; ++i) {
            std::vector<DistanceLabel> labels;
            while (labels.size() < labels_each)
                labels.push_back(pairs[random() % pairs.size()]);
            const auto promise = promise_threshold(labels, {.max_wrong = limit}).value();
            given += promise.radius.has_value();
            broken += promise.radius && wrong_share(pairs, *promise.radius) > limit;
        }
        RecordProperty("broken_at_" + std::to_string(std::lround(100 * limit)) + "_percent",
                       broken);
        std::cout << "limit " << limit << ": a radius in " << given << ", broken in " << broken
                  << " of " << labellings << " labellings\n";
        EXPECT_LE(broken, labellings / 20);
    }
}

} // namespace
} // namespace bsc

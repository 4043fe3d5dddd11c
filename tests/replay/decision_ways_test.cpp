#include "engine/replay/decision_ways.h"

#include "engine/code/similarity.h"
#include "engine/embed/factory.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/listed_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace bsc {
namespace {

class DecisionWaysOfTheSample : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        EmbedderSettings settings;
        settings.kind = EmbedderKind::lexical;
        embedder = make_embedder(settings).value();
        options.cache.max_entries = 1000;
        std::vector<WorkloadRow> rows;
        auto reader = WorkloadReader::open(BSC_SAMPLES_DIR "/first-hour.jsonl").value();
        while (auto row = reader.next().value())
            rows.push_back(std::move(*row));
        ThresholdStudyOptions of_study;
        of_study.seed = options.cache.seed;
        of_study.cache.policy = options.cache.policy;
        of_study.cache.capacity = options.cache.max_entries;
        study = study_threshold("sample", std::move(rows), *embedder, of_study).value();
        ways = compare_ways(study, *embedder, options, [](double share) {
                   told.push_back(share);
               }).value();
    }

    static inline std::shared_ptr<const Embedder> embedder;
    static inline DecisionWaysOptions options;
    static inline ThresholdStudy study;
    static inline DecisionWays ways;
    static inline std::vector<double> told;
};

TEST_F(DecisionWaysOfTheSample, EveryWayIsMeasuredOnAllRequests) {
    for (const auto& points : ways.points) {
        ASSERT_GE(points.size(), 5u);
        for (const WayPoint& point : points) {
            EXPECT_EQ(point.requests, study.requests());
            EXPECT_LE(point.wrong_hits, point.judged_hits);
            EXPECT_LE(point.judged_hits, point.hits);
        }
        EXPECT_LE(points.front().hits, points.back().hits) << "strict to loose";
    }
    EXPECT_FALSE(ways.aligned) << "the lexical encoder has no alignment";
    EXPECT_TRUE(std::ranges::is_sorted(told));
    EXPECT_EQ(told.back(), 1.0);
}

TEST_F(DecisionWaysOfTheSample, FixedPointsAreTheStudys) {
    for (const WayPoint& point : ways.of(DecisionWay::radius)) {
        const unsigned radius = radius_of(static_cast<float>(point.setting), study.bits);
        EXPECT_EQ(point.hits, study.what_if.points[radius].result.hits);
        EXPECT_EQ(point.wrong_hits, study.what_if.points[radius].result.wrong_hits);
    }
}

TEST_F(DecisionWaysOfTheSample, ASecondScoreIsAReplayWithIt) {
    ReplayOptions one;
    one.cache = options.cache;
    one.second = SecondScore::Kind::int8_cosine;
    one.content_gate = true;
    const WayPoint& point = ways.of(DecisionWay::rescored_gated)[4];
    one.second_minimum = static_cast<float>(point.setting);
    ListedRows rows(study.rows);
    const auto report = replay(rows, *embedder, one).value();
    EXPECT_EQ(point.hits, report.hits());
    EXPECT_EQ(point.wrong_hits, report.wrong_hits);
}

TEST_F(DecisionWaysOfTheSample, AnAdaptiveRuleIsASimulationWithBothInsertions) {
    ListedRows rows(study.rows);
    const auto trace = EmbeddedWorkload::embed("sample", rows, *embedder)
                           .value()
                           .trace(study.bits, options.cache.seed)
                           .value();
    for (const auto& [way, insert] :
         {std::pair(DecisionWay::adaptive_every_miss, AdaptiveSettings::Insert::every_miss),
          std::pair(DecisionWay::adaptive_when_wrong,
                    AdaptiveSettings::Insert::when_nearest_wrong)}) {
        const WayPoint& point = ways.of(way).back();
        SimulationOptions one;
        one.policy = options.cache.policy;
        one.capacity = options.cache.max_entries;
        one.adaptive = AdaptiveSettings{.max_error = point.setting, .insert = insert};
        one.adaptive->reach = radius_of(0.7f, study.bits);
        const SimulationResult result = simulate(trace, one).value();
        EXPECT_EQ(point.hits, result.hits);
        EXPECT_EQ(point.wrong_hits, result.wrong_hits);
    }
}

TEST_F(DecisionWaysOfTheSample, TheHybridEncoderScoresByAlignment) {
    EmbedderSettings settings;
    settings.kind = EmbedderKind::hybrid;
    settings.model_folder = BSC_SHARED_DIR "/models/potion-base-2M";
    if (!std::filesystem::exists(settings.model_folder))
        GTEST_SKIP() << "skipped: no data";
    const auto hybrid = make_embedder(settings).value();
    const DecisionWays found = compare_ways(study, *hybrid, options).value();
    EXPECT_TRUE(found.aligned);
    const WayPoint& point = found.of(DecisionWay::rescored)[4];
    ReplayOptions one;
    one.cache = options.cache;
    one.second = SecondScore::Kind::custom;
    one.second_minimum = static_cast<float>(point.setting);
    ListedRows rows(study.rows);
    const auto report = replay(rows, *hybrid, one).value();
    EXPECT_EQ(point.hits, report.hits());
    EXPECT_EQ(point.wrong_hits, report.wrong_hits);
    EXPECT_GT(point.hits, 0u);
}

TEST_F(DecisionWaysOfTheSample, IsCancelled) {
    EXPECT_EQ(compare_ways(study, *embedder, options, {}, [] { return true; }).error().code,
              ErrorCode::unavailable);
}

} // namespace
} // namespace bsc

#include "engine/replay/decision_sweep.h"

#include "engine/embed/factory.h"
#include "engine/replay/listed_rows.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

class DecisionSweep : public testing::Test {
  protected:
    DecisionSweep() {
        EmbedderSettings settings;
        settings.kind = EmbedderKind::lexical;
        embedder = make_embedder(settings).value();
        auto reader = WorkloadReader::open(BSC_SAMPLES_DIR "/first-hour.jsonl").value();
        while (auto row = reader.next().value())
            rows.push_back(std::move(*row));
    }

    std::shared_ptr<const Embedder> embedder;
    std::vector<WorkloadRow> rows;
};

TEST_F(DecisionSweep, EachPointIsAReplayOfItsOwn) {
    DecisionSweepOptions options;
    options.replay.content_gate = true;
    options.at = {0.75f, 0.81f, 0.9f};
    options.jobs = 2;
    const auto points = sweep_decisions(rows, *embedder, options).value();
    ASSERT_EQ(points.size(), 3u);
    for (const DecisionPoint& point : points) {
        ReplayOptions one = options.replay;
        one.threshold = point.at;
        ListedRows listed(rows);
        const auto report = replay(listed, *embedder, one).value();
        EXPECT_EQ(point.report.hits(), report.hits()) << point.at;
        EXPECT_EQ(point.report.wrong_hits, report.wrong_hits) << point.at;
    }
    EXPECT_GT(points[0].report.hits(), points[2].report.hits());
}

TEST_F(DecisionSweep, TheGateTakesWrongHitsAway) {
    DecisionSweepOptions options;
    options.at = {0.75f};
    const auto open = sweep_decisions(rows, *embedder, options).value();
    options.replay.content_gate = true;
    const auto gated = sweep_decisions(rows, *embedder, options).value();
    EXPECT_LT(gated[0].report.wrong_hits, open[0].report.wrong_hits);
}

TEST_F(DecisionSweep, ASecondScoreIsSweptByItsMinimum) {
    DecisionSweepOptions options;
    options.replay.second = SecondScore::Kind::int8_cosine;
    options.at = {0.7f, 0.85f, 0.99f};
    const auto points = sweep_decisions(rows, *embedder, options).value();
    for (const DecisionPoint& point : points)
        EXPECT_EQ(point.report.second_minimum, point.at);
    EXPECT_GT(points[0].report.hits(), points[1].report.hits());
    EXPECT_GT(points[1].report.hits(), points[2].report.hits());
}

TEST_F(DecisionSweep, IsCancelledAndRefusesNothingToVary) {
    DecisionSweepOptions options;
    EXPECT_EQ(sweep_decisions(rows, *embedder, options).error().code, ErrorCode::invalid_argument);
    options.at = {0.8f};
    EXPECT_EQ(sweep_decisions(rows, *embedder, options, {}, [] { return true; }).error().code,
              ErrorCode::unavailable);
}

} // namespace
} // namespace bsc

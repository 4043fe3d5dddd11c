#include "engine/replay/threshold_study.h"

#include "engine/embed/factory.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

std::shared_ptr<const Embedder> lexical() {
    EmbedderSettings settings;
    settings.kind = EmbedderKind::lexical;
    return make_embedder(settings).value();
}

std::vector<WorkloadRow> sample() {
    auto reader = WorkloadReader::open(BSC_SAMPLES_DIR "/first-hour.jsonl").value();
    std::vector<WorkloadRow> rows;
    while (auto row = reader.next().value())
        rows.push_back(std::move(*row));
    return rows;
}

TEST(ThresholdStudy, PricesWhatEachRadiusWouldHaveSaved) {
    auto rows = sample();
    ThresholdStudyOptions options{.seed = 42};
    // Every second request has a price: a thousand for a character.
    options.price = [](const WorkloadRow& row) -> std::optional<std::int64_t> {
        if (row.prompt.size() % 2)
            return std::nullopt;
        return static_cast<std::int64_t>(1000 * row.prompt.size());
    };
    const auto study = study_threshold("sample", rows, *lexical(), options).value();
    ASSERT_EQ(study.what_if.points.size(), 257u);
    std::int64_t all = 0;
    for (const WorkloadRow& row : rows)
        all += options.price(row).value_or(0);
    const SimulationResult& loosest = study.what_if.points.back().result;
    const SimulationResult& strictest = study.what_if.points.front().result;
    EXPECT_EQ(loosest.requested_nano_usd, all);
    EXPECT_EQ(loosest.hits, rows.size() - 1) << "at 256 bits all but the first are hits";
    EXPECT_EQ(loosest.saved_nano_usd, all - options.price(rows[0]).value_or(0));
    EXPECT_LT(strictest.saved_nano_usd, loosest.saved_nano_usd);
    EXPECT_LT(strictest.priced_hits, strictest.hits);
    EXPECT_FALSE(study.class_labels.empty());
    EXPECT_GT(study.span_seconds, 3000);
    for (const WhatIfPoint& point : study.what_if.points)
        EXPECT_LE(point.result.hits, study.what_if.most_hits[point.radius]);
}

TEST(ThresholdStudy, WithoutPricesThereIsNoFigure) {
    const auto study = study_threshold("sample", sample(), *lexical(), {.seed = 42}).value();
    EXPECT_EQ(study.what_if.points[40].result.priced_requests, 0u);
}

TEST(ThresholdStudy, AMeanIsTakenOff) {
    auto rows = sample();
    rows.resize(60);
    const auto embedder = lexical();
    std::vector<float> mean(embedder->identity().dim, 0);
    for (const WorkloadRow& row : rows) {
        const auto vector = embedder->embed(row.prompt, {}).value();
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] += vector[i] / static_cast<float>(rows.size());
    }
    const auto plain = study_threshold("a", rows, *embedder, {.seed = 42}).value();
    const auto centred = study_threshold("a", rows, *embedder, {.seed = 42, .mean = mean}).value();
    const auto total = [](const ThresholdStudy& study) {
        std::uint64_t sum = 0;
        for (const NearestPair& pair : study.pairs)
            sum += pair.distance;
        return sum;
    };
    EXPECT_GT(total(centred), total(plain)) << "without what they share, prompts lie farther apart";
    EXPECT_FALSE(study_threshold("a", rows, *embedder, {.mean = {1, 2}}));
}

TEST(ThresholdStudy, IsCancelled) {
    const auto study =
        study_threshold("sample", sample(), *lexical(), {.seed = 42}, {}, [] { return true; });
    ASSERT_FALSE(study);
    EXPECT_EQ(study.error().code, ErrorCode::unavailable);
}

TEST(FlowRows, AreTheRequestsThatWereLookedUpOldestFirst) {
    const auto flow = [](std::uint64_t id, const char* verdict, const char* prompt) {
        FlowRecord record;
        record.id = id;
        record.time_us = static_cast<std::int64_t>(id) * 1'000'000;
        record.verdict = verdict;
        record.prompt = prompt;
        record.model = "gpt-4o";
        record.path = "/v1/chat/completions";
        record.output_tokens = 7;
        return record;
    };
    std::vector<FlowRecord> flows{flow(9, "hit", "c"), flow(8, "bypass", "x"), flow(7, "near", "b"),
                                  flow(5, "miss", "a")};
    flows[0].entry_id = 3;
    flows[3].partition[0] = 1;
    const FlowRows made = rows_of(flows);
    ASSERT_EQ(made.rows.size(), 3u);
    EXPECT_EQ(made.rows[0].prompt, "a");
    EXPECT_EQ(made.rows[2].prompt, "c");
    EXPECT_EQ(made.rows[2].arrival, 4.0);
    EXPECT_EQ(made.flow_ids, (std::vector<std::uint64_t>{5, 7, 9}));
    EXPECT_EQ(made.entry_ids, (std::vector<std::uint64_t>{0, 0, 3}));
    EXPECT_EQ(made.rows[1].partition, made.rows[2].partition);
    EXPECT_NE(made.rows[0].partition, made.rows[1].partition);
}

} // namespace
} // namespace bsc

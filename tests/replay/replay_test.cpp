#include "engine/replay/replay.h"

#include "engine/embed/lexical/lexical_embedder.h"
#include "tests/replay/workload_file.h"

#include <gmock/gmock.h>

namespace bsc {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

struct Row {
    std::string prompt, meaning_class; ///< "": no class
};

std::string json_lines(const std::vector<Row>& rows) {
    std::string out;
    for (const Row& row : rows) {
        out += "{\"prompt\":\"" + row.prompt + "\",\"class\":";
        out += row.meaning_class.empty() ? "null" : "\"" + row.meaning_class + "\"";
        out += "}\n";
    }
    return out;
}

Result<ReplayReport> run(const std::vector<Row>& rows, const ReplayOptions& options = {},
                         const Embedder& embedder = LexicalEmbedder()) {
    const test::WorkloadFile file(json_lines(rows));
    auto reader = WorkloadReader::open(file.path()).value();
    return replay(reader, embedder, options);
}

TEST(Replay, CountsExactSemanticAndWrongHits) {
    const auto report = run({
        {"How do I reset my password?", "password"},
        {"What is the capital of France?", "france"},
        {"How do I reset my password?", "password"}, // exact
        {"how do i reset my password", "password"},  // semantic
        {"what is the capital of france", "other"},  // semantic, wrong
        {"What is the capital of France", ""},       // semantic, nobody judged it
        {"Why is the sky blue?", "sky"},             // miss
        {"", "nothing"},                             // no content: exact tier only
        {"", "nothing"},
    });
    ASSERT_TRUE(report) << report.error().text;
    EXPECT_EQ(report->requests, 9u);
    EXPECT_EQ(report->exact_hits, 2u);
    EXPECT_EQ(report->semantic_hits, 3u);
    EXPECT_EQ(report->judged_hits, 4u);
    EXPECT_EQ(report->wrong_hits, 1u);
    EXPECT_DOUBLE_EQ(report->hit_rate(), 5.0 / 9);
    EXPECT_DOUBLE_EQ(report->wrong_share().share, 0.25);
    EXPECT_EQ(report->entries, 4u);
    EXPECT_FLOAT_EQ(report->threshold, 0.81F);
    EXPECT_EQ(report->radius, 48u);
    EXPECT_EQ(report->embed_time.count(), 9u);
    EXPECT_EQ(report->insert_time.count(), 4u);
    EXPECT_EQ(report->encoder, LexicalEmbedder().identity().text());
}

TEST(Replay, TheThresholdDecides) {
    ReplayOptions strict;
    strict.threshold = 1.0F;
    const std::vector<Row> rows{{"How do I reset my password?", "a"},
                                {"how do i reset my password", "a"}};
    EXPECT_EQ(run(rows)->hits(), 1u);
    EXPECT_EQ(run(rows, strict)->hits(), 0u);
}

/// Four numbers that look like no other topic's.
std::string unlike_others(int topic) {
    std::string out;
    for (int i = 1; i <= 4; ++i) {
        out += std::to_string((topic + 1) * 7919 * i * i % 99991);
        out += ' ';
    }
    return out;
}

TEST(Replay, TheSameInputGivesTheSameReport) {
    std::vector<Row> rows;
    for (int i = 0; i < 400; ++i) {
        const int topic = i * i % 97;
        rows.push_back({unlike_others(topic) + (i % 2 ? "please" : ""), std::to_string(topic)});
    }
    ReplayOptions small;
    small.cache.max_entries = 20;
    small.cache.eviction_batch = 5;
    const auto first = run(rows, small).value(), second = run(rows, small).value();
    EXPECT_GT(first.hits(), 0u);
    EXPECT_EQ(first.hits(), second.hits());
    EXPECT_EQ(first.wrong_hits, second.wrong_hits);
    EXPECT_EQ(first.evictions, second.evictions);
    EXPECT_GT(first.evictions, 0u);
    EXPECT_LE(first.entries, 20u);
}

TEST(Replay, TheInt8ScoreRefusesWhatTheGateLetsThrough) {
    const std::vector<Row> rows{{"How do I reset my password?", "a"},
                                {"How do I reset my router?", "b"}};
    ReplayOptions loose;
    loose.threshold = 0.6F;
    EXPECT_EQ(run(rows, loose)->hits(), 1u);
    ReplayOptions scored = loose;
    scored.second = SecondScore::Kind::int8_cosine;
    scored.second_minimum = 0.95F;
    const auto report = run(rows, scored).value();
    EXPECT_EQ(report.hits(), 0u);
    EXPECT_FLOAT_EQ(report.second_minimum.value(), 0.95F);
    scored.second_minimum.reset();
    EXPECT_NEAR(run(rows, scored)->second_minimum.value(), std::cos(0.4 * M_PI), 1e-6);
}

TEST(Replay, LexicalHasNoPairScorer) {
    ReplayOptions options;
    options.second = SecondScore::Kind::custom;
    const auto report = run({{"a", "a"}}, options);
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(report.error().text, HasSubstr("no pair scorer"));
}

TEST(Replay, FindsBoilerplate) {
    const std::string instruction =
        "You are a careful assistant who answers every question of the customer in short and "
        "friendly sentences without naming sources or repeating the question itself now: ";
    std::vector<Row> rows;
    for (int i = 0; i < 800; ++i) {
        rows.push_back({instruction + unlike_others(i), std::to_string(i)});
    }
    ReplayOptions without;
    without.cache.centre_after = 0;
    const auto blind = run(rows, without).value(), centred = run(rows).value();
    EXPECT_FALSE(blind.boilerplate);
    EXPECT_THAT(blind.boilerplate_words, IsEmpty());
    EXPECT_TRUE(centred.boilerplate);
    EXPECT_GT(centred.mean_norm, 0.5F);
    EXPECT_THAT(centred.boilerplate_words, Contains("sentences"));
    EXPECT_LT(centred.wrong_hits, blind.wrong_hits / 2);
}

TEST(Replay, StopsWhereAsked) {
    std::vector<Row> rows(1000, Row{"a", "a"});
    ReplayOptions first_ten;
    first_ten.max_requests = 10;
    EXPECT_EQ(run(rows, first_ten)->requests, 10u);

    const test::WorkloadFile file(json_lines(rows));
    auto reader = WorkloadReader::open(file.path()).value();
    std::vector<std::uint64_t> calls;
    const auto report = replay(reader, LexicalEmbedder(), {}, [&](std::uint64_t requests) {
        calls.push_back(requests);
        return calls.size() < 2;
    });
    EXPECT_THAT(calls, testing::ElementsAre(256, 512));
    EXPECT_EQ(report->requests, 512u);
}

TEST(Replay, PassesOnErrors) {
    const test::WorkloadFile file("{\"prompt\":\"a\"}\nnonsense\n");
    auto reader = WorkloadReader::open(file.path()).value();
    const auto report = replay(reader, LexicalEmbedder(), {});
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().text, HasSubstr("line 2"));
    ReplayOptions wrong;
    wrong.cache.bits = 0;
    EXPECT_EQ(run({}, wrong).error().code, ErrorCode::invalid_argument);
}

/// A server that is down: what an embedder says then.
class DownEmbedder final : public Embedder {
  public:
    const EmbedderIdentity& identity() const override { return identity_; }
    ThresholdPresets thresholds() const override { return {0.8F, 0.85F, 0.9F, false}; }
    Result<std::vector<float>> embed(std::string_view,
                                     std::chrono::steady_clock::time_point) const override {
        return fail(ErrorCode::unavailable, "nobody there");
    }

  private:
    EmbedderIdentity identity_{"remote", "1", 4, ""};
};

TEST(Replay, WithoutEmbeddingsTheExactTierStillAnswers) {
    const auto report = run({{"a", "a"}, {"a", "a"}, {"b", "b"}}, {}, DownEmbedder());
    ASSERT_TRUE(report) << report.error().text;
    EXPECT_EQ(report->exact_hits, 1u);
    EXPECT_EQ(report->without_embedding, 3u);
    EXPECT_EQ(report->embed_error, "nobody there");
}

} // namespace
} // namespace bsc

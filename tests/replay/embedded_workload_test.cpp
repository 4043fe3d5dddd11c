#include "engine/code/projection.h"
#include "engine/replay/embedded_workload.h"
#include "tests/replay/workload_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc {
namespace {

using testing::HasSubstr;

constexpr unsigned dim = 4;

/// A vector that tells texts apart, and how often it was asked.
class LetterEmbedder final : public Embedder {
  public:
    const EmbedderIdentity& identity() const override { return identity_; }
    ThresholdPresets thresholds() const override { return {0.8f, 0.85f, 0.9f, true}; }
    Result<std::vector<float>> embed(std::string_view text,
                                     std::chrono::steady_clock::time_point) const override {
        ++asked;
        if (text == "broken")
            return fail(ErrorCode::unavailable, "no answer");
        std::vector<float> vector(dim, 0);
        if (text != "empty")
            vector[static_cast<unsigned char>(text[0]) % dim] = 1;
        return vector;
    }

    mutable int asked = 0;

  private:
    EmbedderIdentity identity_{"letters", "1", dim, ""};
};

WorkloadReader rows_of(const test::WorkloadFile& file) {
    auto rows = WorkloadReader::open(file.path());
    EXPECT_TRUE(rows);
    return std::move(*rows);
}

TEST(EmbeddedWorkload, NumbersTextsClassesAndPartitions) {
    const test::WorkloadFile file(R"({"prompt": "a", "class": "x", "output_tokens": 7}
{"prompt": "b", "class": "y"}
{"prompt": "a", "class": "x"}
{"prompt": "c"}
{"prompt": "c"}
{"prompt": "a", "class": "x", "partition": "other"}
{"prompt": "empty"}
)");
    auto rows = rows_of(file);
    const LetterEmbedder embedder;
    const auto workload = EmbeddedWorkload::embed("w", rows, embedder);
    ASSERT_TRUE(workload) << workload.error().text;
    EXPECT_EQ(embedder.asked, 5) << "each text of a partition once";
    const auto trace = workload->trace(64, 42);
    ASSERT_TRUE(trace);
    EXPECT_EQ(trace->classes, 4u) << "x, y, and two texts without a class";
    const auto& r = trace->requests;
    ASSERT_EQ(r.size(), 7u);
    EXPECT_EQ(r[0].text, r[2].text);
    EXPECT_EQ(r[3].text, r[4].text);
    EXPECT_NE(r[0].text, r[5].text);
    EXPECT_EQ(r[0].meaning, r[5].meaning);
    EXPECT_NE(r[0].meaning, r[1].meaning);
    EXPECT_EQ(r[3].meaning, CodeRequest::no_class);
    EXPECT_NE(r[0].partition, r[5].partition);
    EXPECT_EQ(r[0].tokens, 7u);
    EXPECT_EQ(r[6].code.bits(), 0u) << "a text without content";

    const auto projection = *Projection::create(dim, 64, 42);
    EXPECT_EQ(r[1].code, *projection->encode(std::vector<float>{0, 0, 1, 0}));
    EXPECT_NE(workload->trace(64, 43)->requests[1].code, r[1].code);
}

TEST(EmbeddedWorkload, TakesAVectorForEachRow) {
    const test::WorkloadFile file(R"({"prompt": "a"}
{"prompt": "a"}
{"prompt": "b"}
)");
    const std::vector<float> vectors{1, 0, 1, 0, 0, 1};
    auto rows = rows_of(file);
    const auto workload = EmbeddedWorkload::with_vectors("w", rows, vectors, 2);
    ASSERT_TRUE(workload) << workload.error().text;
    const auto projection = *Projection::create(2, 64, 42);
    EXPECT_EQ(workload->trace(64, 42)->requests[2].code,
              *projection->encode(std::vector<float>{0, 1}));

    for (const std::size_t floats : {4u, 8u}) {
        auto again = rows_of(file);
        const auto refused =
            EmbeddedWorkload::with_vectors("w", again, std::vector<float>(floats, 1.0f), 2);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::mismatch);
    }
    auto first_two = rows_of(file);
    EXPECT_EQ(EmbeddedWorkload::with_vectors("w", first_two, vectors, 2, 2)->requests(), 2u);
}

TEST(EmbeddedWorkload, PassesOnWhatWentWrong) {
    const LetterEmbedder embedder;
    const test::WorkloadFile broken(R"({"prompt": "broken"})");
    auto rows = rows_of(broken);
    EXPECT_EQ(EmbeddedWorkload::embed("w", rows, embedder).error().code, ErrorCode::unavailable);
    const test::WorkloadFile none("\n");
    auto no_rows = rows_of(none);
    EXPECT_THAT(EmbeddedWorkload::embed("w", no_rows, embedder).error().text, HasSubstr("empty"));
}

} // namespace
} // namespace bsc

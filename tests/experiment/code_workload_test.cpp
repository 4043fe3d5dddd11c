#include "engine/code/hamming.h"
#include "engine/experiment/code_workload.h"
#include "engine/experiment/scalar_scan.h"
#include "tests/index/naive_index.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

std::optional<Match> nearest_by_loop(const std::vector<Code>& stored, const Code& query,
                                     unsigned radius) {
    test::NaiveIndex naive;
    for (EntryId id = 0; id < stored.size(); ++id)
        naive.codes[id] = stored[id];
    const auto matches = naive.k_nearest(query, 1, radius);
    return matches.empty() ? std::nullopt : std::optional(matches.front());
}

double hit_share(const CodeWorkload& workload, std::size_t queries, unsigned radius,
                 unsigned bits) {
    const ScalarScan scan(bits, workload.stored);
    std::size_t hits = 0;
    for (const Code& code : workload.queries[queries].codes)
        hits += scan.nearest(code, radius).has_value();
    return static_cast<double>(hits) / static_cast<double>(workload.queries[queries].codes.size());
}

constexpr CodeWorkloadShape shape{.entries = 2000, .queries = 300};

TEST(ScalarScan, AnswersLikeTheNaiveLoopAtEveryWidth) {
    for (const unsigned bits : {1U, 63U, 64U, 100U, 128U, 256U, 320U, 512U, 1024U}) {
        const CodeWorkload workload =
            random_workload({.entries = 200, .queries = 20, .bits = bits, .radius = bits / 4});
        const ScalarScan scan(bits, workload.stored);
        for (const CodeQueries& queries : workload.queries)
            for (const Code& query : queries.codes)
                for (const unsigned radius : {0U, bits / 4, bits})
                    EXPECT_EQ(scan.nearest(query, radius),
                              nearest_by_loop(workload.stored, query, radius))
                        << bits << " bits, radius " << radius;
    }
}

TEST(ScalarScan, FindsNothingInNothing) {
    EXPECT_FALSE(ScalarScan(256, {}).nearest(Code(256), 256));
}

TEST(CodeWorkload, RandomQueriesMissAndNearOnesHit) {
    const CodeWorkload workload = random_workload(shape);
    ASSERT_EQ(workload.stored.size(), shape.entries);
    ASSERT_EQ(workload.queries.size(), 2U);
    EXPECT_EQ(workload.queries[0].codes.size(), shape.queries);
    EXPECT_EQ(hit_share(workload, 0, shape.radius, shape.bits), 0);
    EXPECT_EQ(hit_share(workload, 1, shape.radius, shape.bits), 1);
    // 4 % of 256 bits, each turned over once.
    EXPECT_EQ(nearest_by_loop(workload.stored, workload.queries[1].codes[0], 38)->distance, 10U);
}

TEST(CodeWorkload, ClusteredQueriesHitAndMiss) {
    const CodeWorkload workload = clustered_workload(shape);
    EXPECT_EQ(workload.stored.size(), shape.entries);
    const double hits = hit_share(workload, 0, shape.radius, shape.bits);
    EXPECT_GT(hits, 0.2);
    EXPECT_LT(hits, 0.9);
}

TEST(CodeWorkload, ACacheHoldsNoTwoCodesThatAnswerEachOther) {
    const CodeWorkload workload = cache_filled_workload(shape);
    EXPECT_EQ(workload.stored.size(), shape.entries);
    for (std::size_t i = 0; i < workload.stored.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            ASSERT_GT(hamming_distance(workload.stored[i], workload.stored[j]), shape.radius);
    EXPECT_GT(hit_share(workload, 0, shape.radius, shape.bits), 0.1);
}

TEST(CodeWorkload, ARadiusThatSwallowsClustersLeavesFewEntries) {
    CodeWorkloadShape wide = shape;
    wide.radius = 128;
    const std::size_t kept = cache_filled_workload(wide).stored.size();
    EXPECT_GE(kept, 1U);
    EXPECT_LT(kept, shape.entries / 10);
}

TEST(CodeWorkload, TheSeedDecides) {
    CodeWorkloadShape other = shape;
    other.seed = 2;
    for (const auto make : {random_workload, clustered_workload, cache_filled_workload}) {
        EXPECT_EQ(make(shape).stored, make(shape).stored);
        EXPECT_NE(make(shape).stored, make(other).stored);
    }
}

} // namespace
} // namespace bsc

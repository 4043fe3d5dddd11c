#include "engine/cache/decision.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

Decision decision(Verdict verdict, Reason reason, std::optional<unsigned> distance = {}) {
    Decision d;
    d.verdict = verdict;
    d.reason = reason;
    d.bits = 256;
    d.radius = 38;
    d.distance = distance;
    return d;
}

TEST(Decision, SaysWhyWithTheNumbersThatDecided) {
    EXPECT_EQ(decision(Verdict::hit, Reason::same_request).why(), "same request");
    EXPECT_EQ(decision(Verdict::hit, Reason::within_radius, 21).why(), "distance 21 ≤ radius 38");
    EXPECT_EQ(decision(Verdict::near_miss, Reason::outside_radius, 40).why(),
              "distance 40, 2 bits outside radius 38");
    EXPECT_EQ(decision(Verdict::near_miss, Reason::outside_radius, 39).why(),
              "distance 39, 1 bit outside radius 38");
    EXPECT_EQ(decision(Verdict::miss, Reason::outside_radius, 71).why(),
              "nearest entry is 71 bits away");
    EXPECT_EQ(decision(Verdict::miss, Reason::too_old, 12).why(),
              "distance 12 ≤ radius 38, but older than the client accepts");

    Decision differs = decision(Verdict::miss, Reason::content_differs, 12);
    differs.detail = "2023 / 2024";
    EXPECT_EQ(differs.why(), "distance 12 ≤ radius 38, but content differs: 2023 / 2024");

    Decision scored = decision(Verdict::miss, Reason::second_score_low, 40);
    scored.second_score = 0.714f;
    scored.second_minimum = 0.86f;
    EXPECT_EQ(scored.why(), "second score 0.71 < 0.86, distance 40");
    scored.reason = Reason::second_score_high;
    scored.second_score = 0.9f;
    EXPECT_EQ(scored.why(), "second score 0.90 ≥ 0.86, distance 40");
}

TEST(Decision, EveryReasonHasASentence) {
    for (auto reason : {Reason::empty_partition, Reason::no_embedding, Reason::semantic_off})
        EXPECT_GT(decision(Verdict::miss, reason).why().size(), 10u);
}

TEST(Decision, VerdictsAndTiersHaveTheNamesOfTheInterface) {
    EXPECT_EQ(name_of(Verdict::hit), "hit");
    EXPECT_EQ(name_of(Verdict::near_miss), "near");
    EXPECT_EQ(name_of(Verdict::miss), "miss");
    EXPECT_EQ(name_of(Verdict::bypass), "bypass");
    EXPECT_EQ(name_of(Verdict::coalesced), "coalesced");
    EXPECT_EQ(name_of(Verdict::wrong_hit), "wrong");
    EXPECT_EQ(name_of(Tier::none), "none");
    EXPECT_EQ(name_of(Tier::exact), "exact");
    EXPECT_EQ(name_of(Tier::semantic), "semantic");
}

} // namespace
} // namespace bsc

#include "engine/experiment/success_criteria.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

const Criterion& criterion(CriterionId id) {
    return success_criteria()[static_cast<std::size_t>(id)];
}

CriterionVerdict judged(CriterionId id, double value) { return judge(criterion(id), value); }

TEST(SuccessCriteria, StandInTheOrderOfTheirIds) {
    for (std::size_t i = 0; i < success_criteria().size(); ++i)
        EXPECT_EQ(static_cast<std::size_t>(success_criteria()[i].id), i);
}

TEST(SuccessCriteria, MarksAreReachedAtThemOrUnderThem) {
    using enum CriterionVerdict;
    EXPECT_EQ(judged(CriterionId::hit_rate, 19.9), missed);
    EXPECT_EQ(judged(CriterionId::hit_rate, 20), minimum);
    EXPECT_EQ(judged(CriterionId::hit_rate, 35), target);
    EXPECT_EQ(judged(CriterionId::hit_rate, 50), stretch);
    EXPECT_EQ(judged(CriterionId::added_latency, 50), missed) << "under 50 ms, not at it";
    EXPECT_EQ(judged(CriterionId::added_latency, 49.9), minimum);
    EXPECT_EQ(judged(CriterionId::memory, 150), target);
    EXPECT_EQ(judged(CriterionId::memory, 99), stretch);
    EXPECT_EQ(judged(CriterionId::over_lru, 10), target);
    EXPECT_EQ(judged(CriterionId::over_lru, 9.9), missed);
    EXPECT_EQ(judged(CriterionId::evict_time, 10), missed);
    EXPECT_EQ(judge(criterion(CriterionId::memory), {}), not_measured);
}

TEST(SuccessCriteria, BarsHaveTheirMarksInTheSamePlaces) {
    for (const Criterion& one : success_criteria()) {
        EXPECT_NEAR(place_on_bar(one, *one.target), 0.5, 1e-9) << one.title;
        if (one.is_limit())
            continue;
        EXPECT_NEAR(place_on_bar(one, *one.minimum), 0.25, 1e-9) << one.title;
        EXPECT_NEAR(place_on_bar(one, *one.stretch), 0.75, 1e-9) << one.title;
    }
}

TEST(SuccessCriteria, BetterIsAlwaysFartherRight) {
    for (const Criterion& one : success_criteria()) {
        double last = one.more_is_better ? -1 : 2;
        for (double value = *one.target / 50; value < 4 * *one.target; value += *one.target / 50) {
            const double place = place_on_bar(one, value);
            EXPECT_GE(place, 0);
            EXPECT_LE(place, 1);
            if (one.more_is_better)
                EXPECT_GE(place, last) << one.title << " at " << value;
            else
                EXPECT_LE(place, last) << one.title << " at " << value;
            last = place;
        }
    }
    EXPECT_EQ(place_on_bar(criterion(CriterionId::over_lru), -5), 0);
}

TEST(SuccessCriteria, GoNeedsEveryFigure) {
    std::vector<Figure> good;
    for (const double value : {60.0, 1.0, 50.0, 60.0, 20.0, 1.0, 5.0, 0.1, 0.1})
        good.emplace_back().value = value;
    EXPECT_EQ(judge_all("", good, {}).decision(), GoDecision::go);
    EXPECT_EQ(judge_all("", good, {}).on_target(), 9U);
    auto unknown = good;
    unknown[3].value.reset();
    EXPECT_EQ(judge_all("", unknown, {}).decision(), GoDecision::undecided);
    unknown[7].value = 2; // ms to project: over the limit
    EXPECT_EQ(judge_all("", unknown, {}).decision(), GoDecision::no_go);
    auto modest = good;
    modest[0].value = 25;
    EXPECT_EQ(judge_all("", modest, {}).decision(), GoDecision::go) << "the minimum is met";
    EXPECT_EQ(judge_all("", modest, {}).on_target(), 8U);
}

TEST(SuccessCriteria, WordsNameTheLimit) {
    const Criterion& lru = criterion(CriterionId::over_lru);
    EXPECT_EQ(words_of(lru, CriterionVerdict::target), "over +10 %");
    EXPECT_EQ(words_of(lru, CriterionVerdict::missed), "not over +10 %");
    EXPECT_EQ(text_of(lru, 12.44), "+12.4 %");
    EXPECT_EQ(text_of(lru, {}), "not measured");
    EXPECT_EQ(words_of(criterion(CriterionId::memory), CriterionVerdict::missed), "below minimum");
}

} // namespace
} // namespace bsc

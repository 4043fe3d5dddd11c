#include "engine/replay/share_interval.h"

#include <cmath>
#include <gmock/gmock.h>

namespace bsc {
namespace {

TEST(ShareInterval, NothingKnown) {
    const auto none = share_interval(0, 0);
    EXPECT_EQ(none.share, 0);
    EXPECT_EQ(none.lower, 0);
    EXPECT_EQ(none.upper, 1);
}

TEST(ShareInterval, ClosedFormsAtTheEnds) {
    const auto no_hit = share_interval(0, 10);
    EXPECT_EQ(no_hit.lower, 0);
    EXPECT_NEAR(no_hit.upper, 1 - std::pow(0.05, 0.1), 1e-9);
    const auto all = share_interval(10, 10);
    EXPECT_NEAR(all.lower, std::pow(0.05, 0.1), 1e-9);
    EXPECT_EQ(all.upper, 1);
}

TEST(ShareInterval, PublishedValues) {
    // Five of ten at 90 % and 95 %, as in the usual tables.
    const auto ninety = share_interval(5, 10);
    EXPECT_NEAR(ninety.lower, 0.2224, 1e-4);
    EXPECT_NEAR(ninety.upper, 0.7776, 1e-4);
    const auto ninety_five = share_interval(5, 10, 0.95);
    EXPECT_NEAR(ninety_five.lower, 0.1871, 1e-4);
    EXPECT_NEAR(ninety_five.upper, 0.8129, 1e-4);
    EXPECT_DOUBLE_EQ(ninety.share, 0.5);
}

} // namespace
} // namespace bsc

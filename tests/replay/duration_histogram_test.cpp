#include "engine/replay/duration_histogram.h"

#include <gmock/gmock.h>
#include <limits>

namespace bsc {
namespace {

using std::chrono::nanoseconds;

TEST(DurationHistogram, EmptyIsZero) {
    const DurationHistogram empty;
    EXPECT_EQ(empty.count(), 0u);
    EXPECT_EQ(empty.mean(), nanoseconds(0));
    EXPECT_EQ(empty.quantile(0.99), nanoseconds(0));
}

TEST(DurationHistogram, SmallValuesAreExact) {
    DurationHistogram times;
    for (int i = 1; i <= 20; ++i) {
        times.add(nanoseconds(i));
    }
    EXPECT_EQ(times.quantile(0.5), nanoseconds(10));
    EXPECT_EQ(times.quantile(0.95), nanoseconds(19));
    EXPECT_EQ(times.quantile(1), nanoseconds(20));
    EXPECT_EQ(times.quantile(0), nanoseconds(1));
    EXPECT_EQ(times.total(), nanoseconds(210));
    EXPECT_EQ(times.mean(), nanoseconds(10));
}

TEST(DurationHistogram, QuantilesLieWithin32thAbove) {
    for (std::int64_t value = 1; value < std::numeric_limits<std::int64_t>::max() / 3; value *= 3) {
        DurationHistogram times;
        times.add(nanoseconds(value));
        EXPECT_GE(times.quantile(0.5).count(), value);
        EXPECT_LE(times.quantile(0.5).count() - value, value / 32);
    }
}

TEST(DurationHistogram, ShareOverCountsWhatTookLonger) {
    DurationHistogram times;
    EXPECT_EQ(times.share_over(nanoseconds(0)), 0);
    for (int i = 1; i <= 20; ++i)
        times.add(nanoseconds(i));
    EXPECT_EQ(times.share_over(nanoseconds(0)), 1);
    EXPECT_EQ(times.share_over(nanoseconds(15)), 0.25);
    EXPECT_EQ(times.share_over(nanoseconds(20)), 0);
}

TEST(DurationHistogram, TakesExtremes) {
    DurationHistogram times;
    times.add(nanoseconds::max());
    times.add(nanoseconds(-5));
    EXPECT_EQ(times.count(), 2u);
    EXPECT_EQ(times.quantile(1), nanoseconds::max());
    EXPECT_EQ(times.quantile(0.5), nanoseconds(0));
}

} // namespace
} // namespace bsc

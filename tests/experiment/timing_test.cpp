#include "engine/experiment/timing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc {
namespace {

using testing::ElementsAre;

TEST(Samples, QuantileIsTheSmallestSampleThatTheShareDoesNotExceed) {
    Samples samples;
    for (const double value : {40.0, 10.0, 30.0, 20.0})
        samples.add(value);
    EXPECT_EQ(samples.quantile(0.25), 10);
    EXPECT_EQ(samples.quantile(0.5), 20);
    EXPECT_EQ(samples.quantile(0.51), 30);
    EXPECT_EQ(samples.quantile(0.99), 40);
    EXPECT_EQ(samples.quantile(1), 40);
    EXPECT_EQ(samples.mean(), 25);
    EXPECT_EQ(samples.count(), 4U);
}

TEST(Samples, NothingMeasuredIsZero) {
    EXPECT_EQ(Samples().mean(), 0);
    EXPECT_EQ(Samples().quantile(0.5), 0);
}

TEST(TimeInTurns, ContendersTakeTurnsBlockByBlockAfterWarmingUp) {
    std::vector<std::string> calls;
    const auto note = [&](std::string name) {
        return [&calls, name](std::size_t i) { calls.push_back(name + std::to_string(i)); };
    };
    std::vector<Contender> contenders{{"a", note("a")}, {"b", note("b")}};
    time_in_turns(contenders, {.calls = 3, .block = 2, .warm_up = 1});
    EXPECT_THAT(calls, ElementsAre("a0", "b0", "a0", "a1", "b0", "b1", "a2", "b2"));
    for (const Contender& contender : contenders) {
        EXPECT_EQ(contender.samples.count(), 3U);
        EXPECT_GE(contender.samples.mean(), 0);
    }
}

TEST(TimeInTurns, ALongerCallTakesLonger) {
    volatile std::uint64_t sum = 0;
    const auto count_to = [&](std::uint64_t n) {
        return [&sum, n](std::size_t) {
            for (std::uint64_t i = 0; i < n; ++i)
                sum = sum + i;
        };
    };
    std::vector<Contender> contenders{{"long", count_to(100'000)}, {"short", count_to(100)}};
    time_in_turns(contenders, {.calls = 9});
    EXPECT_GT(contenders[0].samples.quantile(0.5), contenders[1].samples.quantile(0.5));
    EXPECT_GE(clock_cost(), 0);
    EXPECT_LT(clock_cost(), contenders[0].samples.quantile(0.5));
}

TEST(TimeInTurns, StopsBetweenBlocksWhenToldTo) {
    std::vector<Contender> contenders{{"a", [](std::size_t) {}}, {"b", [](std::size_t) {}}};
    int blocks = 0;
    time_in_turns(contenders, {.calls = 100, .block = 10, .go_on = [&] { return ++blocks <= 2; }});
    EXPECT_EQ(contenders[0].samples.count(), 20U);
    EXPECT_EQ(contenders[1].samples.count(), 20U);
}

} // namespace
} // namespace bsc

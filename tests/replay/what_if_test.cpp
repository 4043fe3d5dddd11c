#include "engine/replay/what_if.h"

#include <gmock/gmock.h>
#include <random>

namespace bsc {
namespace {

/// Paraphrases around 40 meanings, asked in random order, some of them twice.
CodeTrace paraphrases() {
    std::mt19937 random(11);
    const auto noise = [&](std::uint64_t word, unsigned flips) {
        for (unsigned i = 0; i < flips; ++i)
            word ^= std::uint64_t{1} << random() % 64;
        return word;
    };
    CodeTrace trace{.name = "paraphrases", .bits = 64};
    std::vector<std::uint64_t> meanings(40);
    for (auto& meaning : meanings)
        meaning = (std::uint64_t{random()} << 32) | random();
    for (std::uint32_t i = 0; i < 1200; ++i) {
        if (i % 10 == 9) {
            trace.requests.push_back(trace.requests[random() % i]);
            continue;
        }
        const std::uint32_t meaning = random() % meanings.size();
        Code code(64);
        code.words()[0] = noise(meanings[meaning], random() % 12);
        trace.requests.push_back({.code = code, .text = i, .meaning = meaning, .tokens = 10});
    }
    return trace;
}

WhatIfOptions at(std::vector<unsigned> radii, std::size_t capacity = 60, unsigned jobs = 1) {
    WhatIfOptions options;
    options.cache.capacity = capacity;
    options.radii = std::move(radii);
    options.jobs = jobs;
    return options;
}

TEST(WhatIf, EachPointIsASimulationOfItsOwn) {
    const CodeTrace trace = paraphrases();
    const auto whole = what_if(trace, at({}, 60, 2));
    ASSERT_TRUE(whole) << whole.error().text;
    ASSERT_EQ(whole->points.size(), 65u);
    for (unsigned radius = 0; radius <= 64; ++radius) {
        const auto alone = simulate(trace, {.capacity = 60, .radius = radius});
        EXPECT_EQ(whole->points[radius].radius, radius);
        EXPECT_EQ(whole->points[radius].result.hits, alone->hits) << radius;
        EXPECT_EQ(whole->points[radius].result.wrong_hits, alone->wrong_hits) << radius;
        EXPECT_EQ(whole->points[radius].result.saved_tokens, alone->saved_tokens) << radius;
    }
}

TEST(WhatIf, NoCacheBeatsTheMostHits) {
    const CodeTrace trace = paraphrases();
    const auto whole = what_if(trace, at({}, 5000));
    ASSERT_EQ(whole->most_hits.size(), 65u);
    for (const WhatIfPoint& point : whole->points)
        EXPECT_LE(point.result.hits, whole->most_hits[point.radius]);
    // Without a radius an unbounded cache has it all; with one it stores less than it was asked.
    EXPECT_EQ(whole->points[0].result.hits, whole->most_hits[0]);
    EXPECT_LT(whole->points[6].result.hits, whole->most_hits[6]);
    EXPECT_TRUE(std::ranges::is_sorted(whole->most_hits));
}

TEST(WhatIf, TheChosenRadiiInTheirOrder) {
    const auto some = what_if(paraphrases(), at({9, 3}));
    ASSERT_EQ(some->points.size(), 2u);
    EXPECT_EQ(some->points[0].radius, 9u);
    EXPECT_EQ(some->points[1].radius, 3u);
}

TEST(WhatIf, ReportsProgressAndStops) {
    const CodeTrace trace = paraphrases();
    std::vector<std::size_t> done;
    ASSERT_TRUE(what_if(trace, at({1, 2, 3}, 60, 2), [&](std::size_t points, std::size_t total) {
        EXPECT_EQ(total, 3u);
        done.push_back(points);
    }));
    EXPECT_THAT(done, testing::ElementsAre(1, 2, 3));
    const auto stopped = what_if(trace, at({}), {}, [] { return true; });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::unavailable);
}

TEST(WhatIf, BadInputIsNamed) {
    const CodeTrace trace = paraphrases();
    WhatIfOptions unknown;
    unknown.cache.policy = "none";
    EXPECT_THAT(what_if(trace, at({65})).error().text, testing::HasSubstr("64 bits"));
    EXPECT_THAT(what_if(trace, at({}, 60, 0)).error().text, testing::HasSubstr("at least one job"));
    EXPECT_THAT(what_if(trace, unknown).error().text,
                testing::HasSubstr("unknown eviction policy"));
}

} // namespace
} // namespace bsc

#include "engine/code/hamming.h"
#include "engine/replay/portable_random.h"
#include "engine/replay/simulate.h"
#include "engine/replay/synthetic.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace bsc {
namespace {

using testing::HasSubstr;

CodeTrace trace_of(SyntheticSettings settings, std::uint64_t requests = 20'000) {
    settings.requests = requests;
    auto trace = synthetic_trace("test", settings);
    EXPECT_TRUE(trace) << trace.error().text;
    return std::move(*trace);
}

std::uint64_t fingerprint(const CodeTrace& trace) {
    std::uint64_t hash = trace.classes;
    for (const CodeRequest& request : trace.requests) {
        for (const std::uint64_t word : request.code.words())
            hash = splitmix64(hash ^ word);
        hash = splitmix64(hash ^ request.text);
        hash = splitmix64(hash ^ (std::uint64_t{request.meaning} << 32 | request.tokens));
    }
    return hash;
}

TEST(Synthetic, PowerIsThatOfTheMathematicians) {
    for (const double base : {0.3, 1.0, 2.0, 17.0, 9999.0})
        for (const double exponent : {-1.2, -0.4, 0.0, 0.6, 1.0, 3.3})
            EXPECT_NEAR(portable_power(base, exponent) / std::pow(base, exponent), 1, 1e-11)
                << base << "^" << exponent;
}

TEST(Synthetic, TheSameSeedGivesTheSameTraceOnEveryMachine) {
    const SyntheticSettings mixed{.zipf = 0.9,
                                  .one_offs = 0.2,
                                  .drift = 0.1,
                                  .locality = 0.2,
                                  .bursts = 0.2,
                                  .half_day = 700};
    const auto trace = trace_of(mixed, 3000);
    EXPECT_EQ(fingerprint(trace), fingerprint(trace_of(mixed, 3000)));
    EXPECT_EQ(fingerprint(trace), 810795453508066251u) << "as the first machine made it";
    auto other = mixed;
    other.seed = 2;
    EXPECT_NE(fingerprint(trace), fingerprint(trace_of(other, 3000)));
}

TEST(Synthetic, TextsAndCodesAndMeaningsGoTogether) {
    const auto trace = trace_of({.one_offs = 0.3});
    std::map<std::uint64_t, const CodeRequest*> first;
    std::set<std::uint32_t> meanings;
    for (const CodeRequest& request : trace.requests) {
        const auto [at, fresh] = first.emplace(request.text, &request);
        EXPECT_EQ(at->second->code, request.code);
        EXPECT_EQ(at->second->meaning, request.meaning);
        EXPECT_EQ(at->second->tokens, request.tokens);
        meanings.insert(request.meaning);
    }
    EXPECT_EQ(meanings.size(), trace.classes);
}

TEST(Synthetic, PopularityFollowsZipf) {
    for (const double exponent : {0.6, 1.0}) {
        std::map<std::uint32_t, double> requests;
        for (const CodeRequest& request : trace_of({.zipf = exponent}, 120'000).requests)
            ++requests[request.meaning];
        std::vector<double> counts;
        for (const auto& [meaning, count] : requests)
            counts.push_back(count);
        std::ranges::sort(counts, std::greater{});
        const double slope = std::log(counts[9] / counts[199]) / std::log(200.0 / 10.0);
        EXPECT_NEAR(slope, exponent, 0.1);
    }
}

TEST(Synthetic, AClassHasMoreParaphrasesTheMoreItIsAskedFor) {
    std::map<std::uint32_t, std::pair<double, std::set<std::uint64_t>>> classes;
    for (const CodeRequest& request : trace_of({.zipf = 1.2}, 100'000).requests) {
        ++classes[request.meaning].first;
        classes[request.meaning].second.insert(request.text);
    }
    int seen = 0;
    for (const auto& [meaning, asked] : classes)
        if (asked.first > 500) {
            EXPECT_NEAR(static_cast<double>(asked.second.size()), std::pow(asked.first, 0.6), 1);
            ++seen;
        }
    EXPECT_GT(seen, 5);
}

TEST(Synthetic, DistancesInsideAClassSpanTheRadiusAndClassesLieFarApart) {
    std::map<std::uint32_t, std::vector<Code>> classes;
    for (const CodeRequest& request : trace_of({}, 60'000).requests)
        classes[request.meaning].push_back(request.code);
    unsigned nearest = 256, farthest = 0, between = 256;
    const Code* before = nullptr;
    for (const auto& [meaning, codes] : classes) {
        for (std::size_t i = 1; i < std::min<std::size_t>(codes.size(), 60); ++i)
            if (const unsigned d = hamming_distance(codes[0], codes[i]); d > 0) {
                nearest = std::min(nearest, d);
                farthest = std::max(farthest, d);
            }
        if (before)
            between = std::min(between, hamming_distance(*before, codes[0]));
        before = &codes[0];
    }
    EXPECT_LE(nearest, 5u);
    EXPECT_THAT(farthest, testing::AllOf(testing::Ge(55u), testing::Le(66u)));
    EXPECT_GT(between, 38u);
}

TEST(Synthetic, OneOffsScansLoopsAndBurstsAreWhatTheySay) {
    const auto once_only = [](const CodeTrace& trace) {
        std::map<std::uint32_t, int> requests;
        for (const CodeRequest& request : trace.requests)
            ++requests[request.meaning];
        return static_cast<double>(
                   std::ranges::count_if(requests, [](const auto& r) { return r.second == 1; })) /
               static_cast<double>(trace.requests.size());
    };
    const SyntheticSettings steep{.classes = 100, .zipf = 1.0};
    auto single = steep;
    single.one_offs = 0.4;
    EXPECT_LT(once_only(trace_of(steep)), 0.01);
    EXPECT_NEAR(once_only(trace_of(single)), 0.4, 0.02);

    auto scans = steep;
    scans.scan_length = 300;
    scans.scan_every = 1000;
    EXPECT_NEAR(once_only(trace_of(scans)), 0.3, 0.01);

    auto loop = steep;
    loop.loop_length = 50;
    loop.loop_every = 1000;
    const auto looped = trace_of(loop, 5000);
    for (std::size_t i = 0; i < 50; ++i)
        for (std::size_t round = 1; round < 5; ++round)
            EXPECT_EQ(looped.requests[i].text, looped.requests[round * 1000 + i].text);

    const auto repeats = [](const CodeTrace& trace) {
        double same = 0;
        for (std::size_t i = 1; i < trace.requests.size(); ++i)
            same += trace.requests[i].meaning == trace.requests[i - 1].meaning;
        return same / static_cast<double>(trace.requests.size());
    };
    auto bursts = SyntheticSettings{.zipf = 0};
    EXPECT_LT(repeats(trace_of(bursts)), 0.01);
    bursts.bursts = 0.5;
    EXPECT_NEAR(repeats(trace_of(bursts)), 0.5, 0.05);
}

TEST(Synthetic, EveryPresetMakesATraceOfItsOwn) {
    std::set<std::uint64_t> fingerprints;
    for (const SyntheticPreset& preset : synthetic_presets()) {
        const auto found = find_synthetic_preset(preset.name);
        ASSERT_TRUE(found);
        fingerprints.insert(fingerprint(trace_of(found->settings, 20'000)));
    }
    EXPECT_EQ(fingerprints.size(), synthetic_presets().size());
    const auto unknown = find_synthetic_preset("zipf");
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().text, testing::AllOf(HasSubstr("\"zipf\""), HasSubstr("zipf-1.0")));
}

TEST(Synthetic, RefusesSettingsOutOfRange) {
    const auto refused = [](const SyntheticSettings& settings, const char* says) {
        const auto trace = synthetic_trace("test", settings);
        ASSERT_FALSE(trace) << says;
        EXPECT_EQ(trace.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(trace.error().text, HasSubstr(says));
    };
    refused({.requests = 0}, "requests must be 1");
    refused({.bits = 2000}, "bits must be 1 to 1024");
    refused({.classes = 0}, "classes must be 1");
    refused({.paraphrase_spread = 300}, "paraphrase spread must be 1 to 256");
    refused({.one_offs = 1.5}, "one-offs must be 0 to 1, not 1.5");
    refused({.zipf = -1}, "zipf must be 0 to 10");
}

/// What LRU reaches on these traces was measured once with an independent program.
TEST(Synthetic, LruReachesWhatItIsKnownToReach) {
    const auto reached = [](std::string_view preset) {
        const auto trace = synthetic_trace(preset, find_synthetic_preset(preset)->settings);
        return simulate(*trace, {.capacity = trace->classes / 20})->hit_rate();
    };
    EXPECT_NEAR(reached("one-offs-50"), 0.275, 0.005);
    EXPECT_NEAR(reached("zipf-1.0"), 0.536, 0.008);
    EXPECT_NEAR(reached("zipf-0.6"), 0.141, 0.008);
}

} // namespace
} // namespace bsc

#include "engine/code/hamming.h"
#include "engine/replay/clairvoyant.h"
#include "engine/replay/simulate.h"
#include "engine/replay/synthetic.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace bsc {
namespace {

/// Codes in few tight groups, so that entries cover much in common.
CodeTrace tight_trace(unsigned seed, std::size_t requests, std::uint32_t texts) {
    std::mt19937 random(seed);
    std::vector<Code> codes;
    for (std::uint32_t i = 0; i < texts; ++i) {
        Code code(64);
        code.words()[0] = 0x0123456789abcdefULL * (1 + i % 4);
        for (int flip = 0; flip < 6; ++flip)
            code.words()[0] ^= 1ULL << random() % 64;
        codes.push_back(i % 9 == 8 ? Code{} : code);
    }
    CodeTrace trace{.name = "tight", .bits = 64};
    for (std::size_t i = 0; i < requests; ++i) {
        const std::uint32_t text = random() % texts;
        trace.requests.push_back({.code = codes[text], .text = text, .partition = text % 5 == 4});
    }
    return trace;
}

bool covers(const CodeRequest& entry, const CodeRequest& request, unsigned radius) {
    if (entry.text == request.text)
        return true;
    return entry.partition == request.partition && entry.code.bits() != 0 &&
           request.code.bits() != 0 && hamming_distance(entry.code, request.code) <= radius;
}

/// The definition, read plainly: among the entries and the newcomer the one goes whose next request
/// that nothing else covers is farthest (any of equals, here as there the latest known text).
std::uint64_t plain_hits(const CodeTrace& trace, std::size_t capacity, unsigned radius) {
    std::vector<const CodeRequest*> cache;
    std::uint64_t hits = 0;
    std::vector<std::uint64_t> order; // of first requests
    for (const CodeRequest& request : trace.requests)
        if (std::ranges::find(order, request.text) == order.end())
            order.push_back(request.text);
    const auto age = [&](const CodeRequest* e) { return std::ranges::find(order, e->text); };
    for (std::size_t now = 0; now < trace.requests.size(); ++now) {
        const CodeRequest& request = trace.requests[now];
        if (std::ranges::any_of(cache, [&](auto* e) { return covers(*e, request, radius); })) {
            ++hits;
            continue;
        }
        cache.push_back(&request);
        if (cache.size() <= capacity)
            continue;
        const auto need = [&](const CodeRequest* entry) {
            for (std::size_t later = now + 1; later < trace.requests.size(); ++later)
                if (covers(*entry, trace.requests[later], radius) &&
                    std::ranges::count_if(cache, [&](auto* e) {
                        return covers(*e, trace.requests[later], radius);
                    }) == 1)
                    return later;
            return trace.requests.size();
        };
        cache.erase(std::ranges::max_element(cache, {},
                                             [&](auto* e) { return std::pair(need(e), age(e)); }));
    }
    return hits;
}

TEST(Clairvoyant, IsItsDefinition) {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        const CodeTrace trace = tight_trace(seed, 250, 40);
        for (const unsigned radius : {0u, 5u, 8u, 12u}) {
            const auto bound = Clairvoyant::prepare(trace, radius);
            ASSERT_TRUE(bound);
            for (const std::size_t capacity : {1u, 3u, 8u, 100u})
                EXPECT_EQ(bound->hits(capacity), plain_hits(trace, capacity, radius))
                    << "seed " << seed << ", radius " << radius << ", capacity " << capacity;
        }
    }
}

/// Tries every choice, at radius 0 where the greedy one is known to be optimal.
std::uint64_t best_hits(const CodeTrace& trace, std::size_t capacity, std::size_t at,
                        std::vector<std::uint64_t> cache) {
    if (at == trace.requests.size())
        return 0;
    const std::uint64_t text = trace.requests[at].text;
    if (std::ranges::find(cache, text) != cache.end())
        return 1 + best_hits(trace, capacity, at + 1, cache);
    std::uint64_t best = best_hits(trace, capacity, at + 1, cache); // bypass
    if (cache.size() < capacity) {
        cache.push_back(text);
        return std::max(best, best_hits(trace, capacity, at + 1, cache));
    }
    for (std::uint64_t& victim : cache) {
        const std::uint64_t kept = std::exchange(victim, text);
        best = std::max(best, best_hits(trace, capacity, at + 1, cache));
        victim = kept;
    }
    return best;
}

TEST(Clairvoyant, IsOptimalWhereEqualTextsAloneHit) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CodeTrace trace = tight_trace(seed, 12, 5);
        for (CodeRequest& request : trace.requests)
            request.code = Code{};
        EXPECT_EQ(Clairvoyant::prepare(trace, 0)->hits(2), best_hits(trace, 2, 0, {}));
    }
}

TEST(Clairvoyant, LiesAboveLruOnEveryKindOfTrace) {
    for (const SyntheticPreset& preset : synthetic_presets()) {
        auto settings = preset.settings;
        settings.requests = 8'000;
        settings.classes = 1'000;
        const auto trace = synthetic_trace(preset.name, settings);
        const auto bound = Clairvoyant::prepare(*trace, 38);
        const std::size_t capacity = trace->classes / 20;
        EXPECT_GT(bound->hits(capacity), simulate(*trace, {.capacity = capacity})->hits)
            << preset.name;
        // With room for all there is nothing to know beforehand.
        EXPECT_EQ(bound->hits(8'000), simulate(*trace, {.capacity = 8'000})->hits) << preset.name;
    }
}

TEST(Clairvoyant, KnownTo41PercentWithHalfOfTheRequestsOneOffs) {
    const auto trace = synthetic_trace("", find_synthetic_preset("one-offs-50")->settings);
    const auto bound = Clairvoyant::prepare(*trace, 38);
    const double hits = static_cast<double>(bound->hits(trace->classes / 20));
    EXPECT_NEAR(hits / static_cast<double>(bound->requests()), 0.41, 0.01);
}

TEST(Clairvoyant, StopsWhenCancelled) {
    const CodeTrace trace = tight_trace(1, 4000, 40);
    const auto bound = Clairvoyant::prepare(trace, 5);
    int asked = 0;
    EXPECT_LT(bound->hits(10, [&] { return ++asked == 2; }), bound->hits(10));
    EXPECT_TRUE(Clairvoyant::prepare(trace, 5, [] { return true; }));
}

} // namespace
} // namespace bsc

#include "engine/cache/binary_cache.h"
#include "engine/code/similarity.h"
#include "engine/replay/simulate.h"
#include "engine/replay/simulated_cache.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace bsc {
namespace {

constexpr unsigned dim = 32;
constexpr float threshold = 0.85f;

/// One request twice over: as the cache is asked and as the simulation is.
struct Asked {
    std::vector<float> embedding; ///< empty: a text without content
    std::uint32_t meaning;
};

std::vector<float> unit(std::vector<float> v) {
    float square = 0;
    for (const float x : v)
        square += x * x;
    for (float& x : v)
        x /= std::sqrt(square);
    return v;
}

/// Paraphrases of 300 meanings in 20 topics; some meanings lie so close that one answers wrongly
/// for another. Low numbers are asked often, some texts have no content.
std::vector<Asked> texts() {
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    const auto around = [&](const std::vector<float>& centre, float noise) {
        std::vector<float> v(dim);
        for (unsigned i = 0; i < dim; ++i)
            v[i] = (centre.empty() ? 0 : centre[i]) + noise * normal(random);
        return unit(v);
    };
    std::vector<std::vector<float>> topics, meanings;
    for (int i = 0; i < 20; ++i)
        topics.push_back(around({}, 1));
    for (int i = 0; i < 300; ++i)
        meanings.push_back(around(topics[random() % topics.size()], 0.1f));
    std::vector<Asked> made;
    for (std::uint32_t i = 0; i < 1500; ++i) {
        const std::uint32_t meaning = random() % meanings.size();
        made.push_back({around(meanings[meaning], 0.06f), meaning});
        if (i % 100 == 50)
            made.back().embedding.clear();
    }
    return made;
}

std::vector<std::uint32_t> arrivals(std::size_t texts, std::size_t requests) {
    std::mt19937 random(6);
    std::vector<std::uint32_t> order(requests);
    for (auto& text : order) {
        const double u = static_cast<double>(random()) / 4294967296.0;
        text = static_cast<std::uint32_t>(std::pow(u, 3) * static_cast<double>(texts));
    }
    return order;
}

/// Without anything the content gate compares, or of one of three versions.
std::string prompt_of(std::uint32_t text) {
    return text % 4 == 0 ? "how is it used"
                         : "how is version " + std::to_string(text % 3) + " used";
}

SimulationResult through_the_cache(const std::vector<Asked>& texts,
                                   const std::vector<std::uint32_t>& order,
                                   const SimulationOptions& options) {
    std::int64_t now_us = 0;
    CacheConfig config;
    config.max_entries = options.capacity;
    config.eviction_batch = options.batch;
    config.policy = options.policy;
    config.eviction_budget = std::chrono::hours(1); // a busy machine must not bring in LRU
    config.embedding_dim = dim;
    config.threshold = threshold;
    config.centre_after = 0;
    config.clock = [&] { return TimePoint(std::chrono::microseconds(now_us)); };
    auto cache = BinaryCache::create(config);
    EXPECT_TRUE(cache) << cache.error().text;
    SimulationResult result;
    std::vector<std::uint32_t> meaning_of{CodeRequest::no_class};
    for (const std::uint32_t text : order) {
        ++now_us;
        ++result.requests;
        const std::string prompt = prompt_of(text);
        const auto decision = (*cache)->lookup({.partition = digest_of_number(0),
                                                .request_sha256 = digest_of_number(text),
                                                .embedding = texts[text].embedding,
                                                .prompt = prompt,
                                                .content_gate = options.content_gate});
        if (decision.hit()) {
            ++result.hits;
            ++result.judged_hits;
            result.exact_hits += decision.tier == Tier::exact;
            result.wrong_hits += meaning_of[decision.nearest->id] != texts[text].meaning;
            continue;
        }
        auto outcome = (*cache)->insert({.partition = digest_of_number(0),
                                         .request_sha256 = digest_of_number(text),
                                         .embedding = texts[text].embedding,
                                         .prompt = prompt,
                                         .answer = "a"});
        EXPECT_TRUE(outcome) << outcome.error().text;
        result.evictions += outcome->evicted.size();
        meaning_of.push_back(texts[text].meaning);
    }
    return result;
}

CodeTrace trace_of(const std::vector<Asked>& texts, const std::vector<std::uint32_t>& order) {
    CodeTrace trace;
    trace.bits = default_code_bits;
    const auto projection = *Projection::create(dim, trace.bits, default_projection_seed);
    for (const std::uint32_t text : order) {
        CodeRequest request{.code = {}, .text = text, .meaning = texts[text].meaning};
        if (!texts[text].embedding.empty())
            request.code = *projection->encode(texts[text].embedding);
        trace.requests.push_back(request);
    }
    std::vector<std::string> prompts;
    for (std::uint32_t text = 0; text < texts.size(); ++text)
        prompts.push_back(prompt_of(text));
    trace.gate = std::make_shared<const PromptGate>(std::move(prompts));
    return trace;
}

void expect_same(const SimulationResult& simulated, const SimulationResult& cached) {
    EXPECT_EQ(simulated.requests, cached.requests);
    EXPECT_EQ(simulated.hits, cached.hits);
    EXPECT_EQ(simulated.exact_hits, cached.exact_hits);
    EXPECT_EQ(simulated.judged_hits, cached.judged_hits);
    EXPECT_EQ(simulated.wrong_hits, cached.wrong_hits);
    EXPECT_EQ(simulated.evictions, cached.evictions);
}

TEST(Simulate, IsTheCacheForEveryPolicy) {
    const auto asked = texts();
    const auto order = arrivals(asked.size(), 6000);
    const CodeTrace trace = trace_of(asked, order);
    for (const std::string_view policy : policy_names())
        for (const auto& [capacity, batch] : {std::pair{40, 1}, {150, 1}, {150, 15}, {5000, 1}}) {
            SCOPED_TRACE(testing::Message() << policy << ", " << capacity << ", " << batch);
            SimulationOptions options;
            options.policy = policy;
            options.capacity = static_cast<std::size_t>(capacity);
            options.batch = static_cast<std::size_t>(batch);
            options.radius = radius_of(threshold, trace.bits);
            const auto simulated = simulate(trace, options);
            ASSERT_TRUE(simulated) << simulated.error().text;
            const auto cached = through_the_cache(asked, order, options);
            expect_same(*simulated, cached);
            EXPECT_GT(simulated->exact_hits, 0u);
            EXPECT_GT(simulated->hits, simulated->exact_hits);
            EXPECT_GT(simulated->wrong_hits, 0u);
            EXPECT_EQ(simulated->evictions > 0, capacity < 5000);
        }
}

TEST(Simulate, IsTheCacheWithTheContentGate) {
    const auto asked = texts();
    const auto order = arrivals(asked.size(), 6000);
    const CodeTrace trace = trace_of(asked, order);
    for (const std::size_t capacity : {150u, 5000u}) {
        SimulationOptions options;
        options.policy = "sage";
        options.capacity = capacity;
        options.radius = radius_of(threshold, trace.bits);
        const auto without = simulate(trace, options);
        options.content_gate = true;
        const auto simulated = simulate(trace, options);
        ASSERT_TRUE(simulated) << simulated.error().text;
        const auto cached = through_the_cache(asked, order, options);
        expect_same(*simulated, cached);
        EXPECT_GT(simulated->hits, simulated->exact_hits);
        EXPECT_LT(simulated->hits, without->hits);
    }
}

TEST(Simulate, TheContentGateNeedsTexts) {
    CodeTrace trace{.name = "codes alone", .bits = 64};
    const auto refused = simulate(trace, {.capacity = 10, .content_gate = true});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
}

/// A code with the lowest `ones` bits set.
Code ones(unsigned count) {
    Code code(64);
    for (unsigned j = 0; j < count; ++j)
        code.set_bit(j);
    return code;
}

CodeTrace small_trace(std::vector<CodeRequest> requests) {
    return {.name = "small", .bits = 64, .requests = std::move(requests)};
}

TEST(Simulate, AnEqualTextHitsBeforeANearerCode) {
    // Texts 1 and 2 are stored 20 bits apart. The third request says text 1 again, with the code of
    // text 2 (as after a change of encoder): the exact tier answers, with the meaning of text 1.
    const auto result = simulate(small_trace({{.code = ones(0), .text = 1, .meaning = 1},
                                              {.code = ones(20), .text = 2, .meaning = 2},
                                              {.code = ones(20), .text = 1, .meaning = 1}}),
                                 {.capacity = 10, .radius = 9});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->exact_hits, 1u);
    EXPECT_EQ(result->wrong_hits, 0u);
}

TEST(Simulate, TheNearestAnswersAndTheOlderOfTwo) {
    // 4 bits from the first and the second entry alike; meanings tell which one answered.
    const auto tie = simulate(small_trace({{.code = ones(0), .text = 1, .meaning = 1},
                                           {.code = ones(8), .text = 2, .meaning = 2},
                                           {.code = ones(4), .text = 3, .meaning = 2}}),
                              {.capacity = 10, .radius = 7});
    EXPECT_EQ(tie->wrong_hits, 1u);
    const auto nearer = simulate(small_trace({{.code = ones(0), .text = 1, .meaning = 1},
                                              {.code = ones(8), .text = 2, .meaning = 2},
                                              {.code = ones(5), .text = 3, .meaning = 2}}),
                                 {.capacity = 10, .radius = 7});
    EXPECT_EQ(nearer->hits, 1u);
    EXPECT_EQ(nearer->wrong_hits, 0u);
}

TEST(Simulate, PartitionsNeverMeet) {
    const auto result = simulate(small_trace({{.code = ones(0), .text = 1, .partition = 1},
                                              {.code = ones(0), .text = 2, .partition = 2},
                                              {.code = ones(1), .text = 3, .partition = 2}}),
                                 {.capacity = 10, .radius = 7});
    EXPECT_EQ(result->hits, 1u);
}

TEST(Simulate, CountsTokensAndWhatNobodyJudged) {
    const auto result =
        simulate(small_trace({{.code = ones(0), .text = 1, .tokens = 100},
                              {.code = ones(1), .text = 2, .meaning = 3, .tokens = 7},
                              {.code = ones(64), .text = 3, .tokens = 50}}),
                 {.capacity = 10, .radius = 2});
    EXPECT_EQ(result->hits, 1u);
    EXPECT_EQ(result->judged_hits, 0u);
    EXPECT_EQ(result->requested_tokens, 157u);
    EXPECT_EQ(result->saved_tokens, 7u);
}

TEST(Simulate, RefusesWhatNoCacheCouldBe) {
    const CodeTrace trace = small_trace({{.code = ones(0), .text = 1}});
    const auto refused = [&](const SimulationOptions& options, const char* says) {
        const auto result = simulate(trace, options);
        ASSERT_FALSE(result) << says;
        EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(result.error().text, testing::HasSubstr(says));
    };
    refused({.capacity = 0}, "at least 1 entry");
    refused({.capacity = 5, .batch = 6}, "1 to the capacity of 5");
    refused({.capacity = 5, .batch = 0}, "1 to the capacity of 5");
    refused({.radius = 65}, "code width of 64");
    refused({.policy = "random"}, "unknown eviction policy");
    refused({.settings = {.lambda = 2}}, "lambda must be 0 to 1");
}

TEST(Simulate, EqualRunsHaveEqualHashes) {
    const auto asked = texts();
    const CodeTrace trace = trace_of(asked, arrivals(asked.size(), 3000));
    const auto hash = [&](const char* policy, std::size_t capacity) {
        SimulationOptions options;
        options.policy = policy;
        options.capacity = capacity;
        return simulate(trace, options)->state_hash;
    };
    EXPECT_EQ(hash("lru", 100), hash("lru", 100));
    EXPECT_NE(hash("lru", 100), hash("fifo", 100));
    EXPECT_NE(hash("lru", 100), hash("lru", 101));
}

TEST(Simulate, DrawsACurveAndKnowsWhenTheCacheWasFull) {
    const auto asked = texts();
    const CodeTrace trace = trace_of(asked, arrivals(asked.size(), 3000));
    SimulationOptions options;
    options.capacity = 100;
    options.curve_points = 7;
    std::uint64_t seen = 0;
    const auto result =
        simulate(trace, options, {}, [&](const SimulationResult& sofar) { seen = sofar.requests; });
    ASSERT_EQ(result->curve.size(), 7u);
    EXPECT_EQ(result->curve.back().requests, 3000u);
    EXPECT_EQ(result->curve.back().hits, result->hits);
    EXPECT_EQ(result->curve.back().wrong_hits, result->wrong_hits);
    for (std::size_t i = 1; i < 7; ++i)
        EXPECT_NEAR(static_cast<double>(result->curve[i].requests - result->curve[i - 1].requests),
                    3000.0 / 7, 1);
    EXPECT_GT(result->full_at, 100u);
    EXPECT_EQ(result->evict_time.count(), result->evictions);
    EXPECT_EQ(seen, 2048u);
}

TEST(Simulate, StopsWhenCancelled) {
    CodeTrace trace = small_trace({});
    trace.requests.resize(5000, {.code = ones(0), .text = 1});
    int asked = 0;
    const auto result = simulate(trace, {.radius = 2}, [&] { return ++asked == 3; });
    EXPECT_EQ(result->requests, 2048u);
}

} // namespace
} // namespace bsc

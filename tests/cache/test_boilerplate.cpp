#include "tests/cache/cache_fixture.h"

#include "engine/cache/mean_sampler.h"
#include "engine/cache/quantized_vector.h"

#include <thread>

namespace bsc::test {
namespace {

constexpr std::size_t sample = 50;

/// An embedding that shares `share` of its direction with all others.
Vector with_common_part(unsigned seed, float share) {
    const Vector common = random_unit(48, 999), own = random_unit(48, seed);
    Vector v(48);
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] = share * common[i] + (1 - share) * own[i];
    return unit(v);
}

class Boilerplate : public CacheTest {
  protected:
    void SetUp() override {
        CacheConfig config = small_config(clock);
        config.centre_after = sample;
        open(config);
    }

    InsertOutcome put(unsigned i, float share) {
        const Vector v = with_common_part(i, share);
        auto outcome = cache->insert({.partition = digest("p"),
                                      .request_sha256 = digest(std::to_string(i)),
                                      .embedding = v,
                                      .prompt = std::to_string(i),
                                      .answer = "answer"});
        EXPECT_TRUE(outcome) << outcome.error().text;
        return std::move(*outcome);
    }

    /// Hits among questions never stored.
    int false_hits(float share) {
        int hits = 0;
        for (unsigned i = 5000; i < 5200; ++i)
            hits += ask("new", with_common_part(i, share)).hit();
        return hits;
    }
};

TEST_F(Boilerplate, CommonPartIsFoundAndTakenAway) {
    constexpr float share = 0.8f;
    for (unsigned i = 0; i + 1 < sample; ++i)
        EXPECT_FALSE(put(i, share).recoded);
    EXPECT_FALSE(cache->stats().boilerplate);
    EXPECT_GT(false_hits(share), 100) << "what boilerplate does to a cache";

    const auto last = put(sample - 1, share);
    EXPECT_TRUE(last.recoded);
    EXPECT_EQ(last.entry, cache->find(last.entry->id));
    EXPECT_TRUE(cache->stats().boilerplate);
    EXPECT_GT(cache->stats().mean_norm, boilerplate_norm);
    EXPECT_LT(false_hits(share), 5);
    for (unsigned i = 0; i < sample; ++i) {
        const Decision d = ask("again", with_common_part(i, share));
        EXPECT_TRUE(d.hit());
        EXPECT_EQ(d.nearest->prompt, std::to_string(i));
    }
}

TEST_F(Boilerplate, IsJudgedWhereEverythingHitsAndNothingIsInserted) {
    constexpr float share = 0.9f;
    put(0, share);
    for (unsigned i = 1; !cache->mean_due(); ++i)
        ASSERT_TRUE(ask("new", with_common_part(i, share)).hit()) << i;
    const auto recoded = cache->judge_mean();
    ASSERT_TRUE(recoded);
    EXPECT_TRUE(*recoded);
    EXPECT_FALSE(cache->mean_due());
    EXPECT_LT(false_hits(share), 5);
    EXPECT_FALSE(*cache->judge_mean()) << "once is enough";
}

TEST_F(Boilerplate, CodesAreThoseOfTheKeptVectorsLessTheMean) {
    for (unsigned i = 0; i < sample; ++i)
        put(i, 0.8f);
    const Vector mean = cache->mean_vector();
    ASSERT_EQ(mean.size(), 48u);
    cache->for_each([&](const EntryPtr& entry) {
        Vector v = dequantize(entry->vector);
        for (std::size_t i = 0; i < v.size(); ++i)
            v[i] -= mean[i];
        EXPECT_EQ(entry->code, *cache->projection().encode(v));
    });
    const auto later = put(777, 0.8f);
    EXPECT_FALSE(later.recoded) << "once is enough";
    Vector v = with_common_part(777, 0.8f);
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] -= mean[i];
    EXPECT_EQ(later.entry->code, *cache->projection().encode(v));
}

TEST_F(Boilerplate, UnrelatedPromptsAreLeftAlone) {
    for (unsigned i = 0; i < 2 * sample; ++i)
        EXPECT_FALSE(put(i, 0.0f).recoded);
    EXPECT_TRUE(cache->mean_vector().empty());
    EXPECT_FALSE(cache->stats().boilerplate);
    EXPECT_GT(cache->stats().mean_norm, 0.0f) << "measured all the same";
}

TEST_F(Boilerplate, LookUpsCountAndRepeatsDoNot) {
    put(0, 0.8f);
    for (unsigned i = 0; i < 3 * sample; ++i)
        ask("repeat", with_common_part(0, 0.8f));
    for (unsigned i = 1; i + 1 < sample; ++i)
        ask("new", with_common_part(i, 0.8f));
    EXPECT_TRUE(put(sample - 1, 0.8f).recoded);
}

TEST_F(Boilerplate, RecodingKeepsEntriesTheirUsesAndTheirOrder) {
    clock.advance(std::chrono::seconds(1));
    put(0, 0.8f);
    put(1, 0.8f);
    clock.advance(std::chrono::seconds(1));
    ask("0", {});
    ASSERT_TRUE(cache->set_mean_vector(with_common_part(3, 0.9f)));
    EXPECT_EQ(cache->stats().entries, 2u);
    EXPECT_EQ(cache->find(1)->access_count, 1u);
    EXPECT_EQ(cache->find(1)->answer, "answer");
    EXPECT_EQ(cache->evict(1)[0].id, 2u);
    EXPECT_TRUE(cache->erase(1));
    EXPECT_EQ(cache->stats().answer_bytes, 0u) << "nothing is counted twice";
}

TEST_F(Boilerplate, MeanVectorIsTakenBackAndGivenUp) {
    Vector mean = with_common_part(1, 1.0f);
    ASSERT_TRUE(cache->set_mean_vector(mean));
    EXPECT_EQ(cache->mean_vector(), mean);
    EXPECT_TRUE(cache->stats().boilerplate);
    for (unsigned i = 0; i < 2 * sample; ++i)
        EXPECT_FALSE(put(i, 0.8f).recoded) << "the mean is known already";
    ASSERT_TRUE(cache->set_mean_vector({}));
    EXPECT_TRUE(cache->mean_vector().empty());
    EXPECT_TRUE(ask("new", with_common_part(3, 0.8f)).hit());
}

TEST_F(Boilerplate, PromptThatIsNothingButTheCommonPartMeetsNothing) {
    const Vector mean = with_common_part(1, 1.0f);
    put(1, 0.5f);
    ASSERT_TRUE(cache->set_mean_vector(mean));
    EXPECT_EQ(ask("new", mean).reason, Reason::no_embedding);
}

TEST(MeanSampler, SamplesFromManyThreads) {
    MeanSampler sampler(200, 48);
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 4; ++t)
        threads.emplace_back([&sampler, t] {
            for (unsigned i = 0; !sampler.ready(); ++i)
                sampler.add(with_common_part(t * 100'000 + i, 0.9f));
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_GT(norm_of(sampler.mean()), 0.9f);
}

} // namespace
} // namespace bsc::test

#include "tests/cache/cache_fixture.h"

#include <gmock/gmock.h>
#include <thread>

namespace bsc::test {
namespace {

using testing::HasSubstr;

class EvictionBudget : public CacheTest {
  protected:
    void open_small(std::chrono::milliseconds budget, const std::string& policy = "sage") {
        CacheConfig config = small_config(clock);
        config.max_entries = 20;
        config.policy = policy;
        config.eviction_budget = budget;
        open(config);
    }
    void fill(int entries) {
        for (int i = 0; i < entries; ++i) {
            insert(std::to_string(i), random_unit(cache->config().embedding_dim, 50 + i));
            clock.advance(std::chrono::seconds(1));
        }
    }
};

TEST_F(EvictionBudget, WhenItIsExceededTheLeastRecentlyUsedGo) {
    open_small(std::chrono::milliseconds(0));
    fill(20);
    ask("0", {});
    const auto evicted = cache->evict(3);
    ASSERT_EQ(evicted.size(), 3u);
    EXPECT_EQ(evicted[0].id, 2u);
    EXPECT_EQ(evicted[1].id, 3u);
    EXPECT_EQ(evicted[2].id, 4u);
    EXPECT_EQ(evicted[0].policy, "lru");
    EXPECT_EQ(evicted[0].reason, "sage exceeded 0 ms; least recently used: idle for 19 s");
    EXPECT_EQ(cache->stats().eviction_fallbacks, 1u);
    EXPECT_EQ(cache->stats().evictions, 3u);
    EXPECT_EQ(cache->stats().entries, 17u);
    fill(24);
    EXPECT_EQ(cache->stats().entries, 20u) << "room is made all the same";
}

TEST_F(EvictionBudget, WithinItThePolicyChooses) {
    open_small(std::chrono::milliseconds(10'000));
    fill(22);
    const auto evicted = cache->evict(1);
    ASSERT_EQ(evicted.size(), 1u);
    EXPECT_EQ(evicted[0].policy, "sage");
    EXPECT_LT(evicted[0].score, 0) << "log2 of a rate";
    EXPECT_THAT(evicted[0].reason, HasSubstr("least asked for: once in "));
    EXPECT_EQ(cache->stats().eviction_fallbacks, 0u);
}

TEST_F(EvictionBudget, APolicyThatRunsOutOfEntriesDidNotRunOutOfTime) {
    open_small(std::chrono::milliseconds(0));
    EXPECT_TRUE(cache->evict(5).empty());
    EXPECT_EQ(cache->stats().eviction_fallbacks, 0u);
}

TEST_F(EvictionBudget, OneVictimAnInsertion) {
    for (const std::string_view policy : policy_names()) {
        open_small(std::chrono::milliseconds(10'000), std::string(policy));
        fill(20);
        for (int i = 20; i < 60; ++i) {
            auto outcome =
                cache->insert({.partition = digest("p"),
                               .request_sha256 = digest(std::to_string(i)),
                               .embedding = random_unit(cache->config().embedding_dim, 50 + i)});
            ASSERT_TRUE(outcome);
            ASSERT_EQ(outcome->evicted.size(), 1u) << policy;
            EXPECT_EQ(outcome->evicted[0].policy, policy);
            EXPECT_FALSE(outcome->evicted[0].reason.empty());
            EXPECT_GT(outcome->eviction_time.count(), 0);
        }
        EXPECT_EQ(cache->stats().entries, 20u);
    }
}

TEST_F(EvictionBudget, SettingsOutOfRangeAreErrors) {
    const auto error_of = [&](auto change) {
        CacheConfig config = small_config(clock);
        change(config);
        const auto made = BinaryCache::create(config);
        return made ? "none" : made.error().text;
    };
    EXPECT_THAT(error_of([](auto& c) { c.policy_settings.lambda = 1.5f; }),
                HasSubstr("lambda must be 0 to 1"));
    EXPECT_THAT(error_of([](auto& c) { c.policy_settings.clusters = 0; }),
                HasSubstr("clusters must be 1 to 256"));
    EXPECT_THAT(error_of([](auto& c) { c.policy_settings.ghosts_per_entry = 17; }),
                HasSubstr("ghosts per entry must be 0 to 16"));
    EXPECT_THAT(error_of([](auto& c) { c.policy_settings.cost_weight = -1; }),
                HasSubstr("cost weight must be 0 to 1"));
    EXPECT_THAT(error_of([](auto& c) { c.eviction_budget = std::chrono::milliseconds(-1); }),
                HasSubstr("eviction_budget is -1 ms"));
    EXPECT_THAT(error_of([](auto& c) { c.eviction_batch = c.max_entries + 1; }),
                HasSubstr("eviction_batch"));
}

/// Readers hit and miss while the writer evicts, recodes, clears and saves.
TEST_F(EvictionBudget, ReadersAndTheWriterShareSagesScores) {
    for (const std::string policy : {"sage", "s-arc"}) {
        CacheConfig config = small_config(clock);
        config.max_entries = 60;
        config.policy = policy;
        config.embedding_dim = 32;
        config.clock = nullptr;
        open(config);
        std::vector<Vector> pool;
        for (unsigned i = 0; i < 120; ++i)
            pool.push_back(random_unit(32, i));
        std::atomic<bool> done{false};
        std::vector<std::thread> readers;
        for (unsigned t = 0; t < 2; ++t)
            readers.emplace_back([&, t] {
                std::mt19937 random(t);
                while (!done) {
                    const unsigned which = random() % 120;
                    ask(std::to_string(which), pool[which], std::to_string(which % 3));
                }
            });
        std::mt19937 random(77);
        for (int step = 0; step < 6000; ++step) {
            const unsigned which = random() % 120;
            switch (random() % 200) {
            case 0:
                ASSERT_TRUE(cache->set_mean_vector(random() % 2 ? random_unit(32, 999) : Vector{}));
                break;
            case 1:
                cache->clear();
                break;
            case 2:
                ASSERT_TRUE(cache->restore_policy_memory(cache->policy_memory()) ||
                            policy != "sage");
                break;
            case 3:
                cache->evict(5);
                break;
            default:
                insert(std::to_string(which), pool[which], std::to_string(which % 3));
            }
        }
        done = true;
        for (auto& reader : readers)
            reader.join();
        const std::size_t left = cache->stats().entries;
        EXPECT_LE(left, 60u);
        EXPECT_EQ(cache->evict(100).size(), left) << "the policy knows of each";
    }
}

} // namespace
} // namespace bsc::test

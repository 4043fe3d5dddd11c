#include "tests/cache/cache_fixture.h"

#include <atomic>
#include <gmock/gmock.h>
#include <thread>

namespace bsc::test {
namespace {

/// Under every policy, in batches of one and of many.
class Pins : public CacheTest,
             public testing::WithParamInterface<std::tuple<std::string, std::size_t>> {
  protected:
    static constexpr std::size_t capacity = 40;

    void SetUp() override {
        CacheConfig config = small_config(clock);
        config.max_entries = capacity;
        std::tie(config.policy, config.eviction_batch) = GetParam();
        open(config);
    }

    EntryPtr add(unsigned i) {
        clock.advance(std::chrono::seconds(1));
        return insert("request " + std::to_string(i),
                      random_unit(cache->config().embedding_dim, 100 + i));
    }
    Result<InsertOutcome> try_add(unsigned i) {
        return cache->insert({.partition = digest("p"),
                              .request_sha256 = digest("request " + std::to_string(i)),
                              .embedding = random_unit(cache->config().embedding_dim, 100 + i)});
    }
};

TEST_P(Pins, StayThroughEverythingThatIsEvicted) {
    std::vector<EntryId> pinned;
    for (unsigned i = 0; i < 10; ++i) {
        pinned.push_back(add(i)->id);
        ASSERT_TRUE(cache->pin(pinned.back(), true));
    }
    for (unsigned i = 10; i < 400; ++i) {
        add(i);
        if (i % 3 == 0)
            ask("request " + std::to_string(i % 10), base()); // hits of pinned entries, exact tier
    }
    cache->evict(1000);
    EXPECT_EQ(cache->stats().entries, pinned.size());
    EXPECT_EQ(cache->stats().pinned, pinned.size());
    for (const EntryId id : pinned)
        EXPECT_NE(cache->find(id), nullptr) << id;
    EXPECT_TRUE(cache->evict(5).empty());
}

TEST_P(Pins, FullOfThemIsAnError) {
    for (unsigned i = 0; i < capacity; ++i)
        ASSERT_TRUE(cache->pin(add(i)->id, true));
    const auto refused = try_add(1000);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::no_room);
    EXPECT_THAT(refused.error().text, testing::HasSubstr("all 40 entries of the cache are pinned"));
    EXPECT_EQ(cache->stats().entries, capacity);
    EXPECT_TRUE(try_add(3)) << "an equal request needs no room";
    EXPECT_EQ(cache->stats().pinned, capacity) << "and is pinned as the one before it";
}

TEST_P(Pins, LetGoTheyAreEvictedAgain) {
    std::vector<EntryId> ids;
    for (unsigned i = 0; i < capacity; ++i) {
        ids.push_back(add(i)->id);
        ASSERT_TRUE(cache->pin(ids.back(), true));
    }
    for (const EntryId id : ids)
        ASSERT_TRUE(cache->pin(id, false));
    EXPECT_EQ(cache->stats().pinned, 0u);
    for (unsigned i = capacity; i < 3 * capacity; ++i)
        add(i);
    EXPECT_LE(cache->stats().entries, capacity);
    cache->evict(capacity);
    EXPECT_EQ(cache->stats().entries, 0u);
}

TEST_P(Pins, ExpireAreErasedAndClearedLikeOthers) {
    const EntryId dies = insert("dies", base(), "p", "", std::chrono::seconds(5))->id;
    const EntryId taken = insert("taken", away(90), "p")->id;
    const EntryId cleared = insert("cleared", away(100, 3), "p")->id;
    for (const EntryId id : {dies, taken, cleared})
        ASSERT_TRUE(cache->pin(id, true));
    clock.advance(std::chrono::seconds(6));
    EXPECT_THAT(cache->expire(), testing::ElementsAre(dies));
    EXPECT_TRUE(cache->erase(taken));
    EXPECT_EQ(cache->stats().pinned, 1u);
    cache->clear();
    EXPECT_EQ(cache->stats().entries, 0u);
    EXPECT_EQ(cache->stats().pinned, 0u);
    EXPECT_FALSE(cache->pin(cleared, true));
}

TEST_P(Pins, OutliveNewCodes) {
    const EntryId id = add(1)->id;
    ASSERT_TRUE(cache->pin(id, true));
    for (unsigned i = 2; i < 30; ++i)
        add(i);
    ASSERT_TRUE(cache->set_mean_vector(random_unit(cache->config().embedding_dim, 5)));
    for (unsigned i = 30; i < 200; ++i)
        add(i);
    EXPECT_NE(cache->find(id), nullptr);
    EXPECT_TRUE(cache->pin(id, false));
    cache->evict(capacity);
    EXPECT_EQ(cache->find(id), nullptr);
}

TEST_P(Pins, ChangeBesideReadersAndInsertions) {
    std::vector<EntryId> ids;
    for (unsigned i = 0; i < 20; ++i)
        ids.push_back(add(i)->id);
    ASSERT_TRUE(cache->pin(ids.front(), true));
    std::atomic<bool> stop{false};
    std::thread reader([&] {
        for (unsigned i = 0; !stop; ++i)
            ask("request " + std::to_string(i % 20), base());
    });
    std::thread pinner([&] {
        for (unsigned i = 0; !stop; ++i)
            cache->pin(ids[1 + i % 19], i % 2 == 0);
    });
    for (unsigned i = 0; i < 300; ++i)
        ASSERT_TRUE(try_add(1000 + i));
    stop = true;
    reader.join();
    pinner.join();
    EXPECT_NE(cache->find(ids.front()), nullptr);
    std::size_t pinned = 0;
    cache->for_each([&](const EntryPtr& entry) { pinned += entry->pinned; });
    EXPECT_EQ(cache->stats().pinned, pinned);
}

std::vector<std::string> all_policies() { return {policy_names().begin(), policy_names().end()}; }

INSTANTIATE_TEST_SUITE_P(EveryPolicy, Pins,
                         testing::Combine(testing::ValuesIn(all_policies()),
                                          testing::Values(std::size_t{1}, std::size_t{7})),
                         [](const auto& test) {
                             std::string name = std::get<0>(test.param) + "_" +
                                                std::to_string(std::get<1>(test.param));
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

} // namespace
} // namespace bsc::test

#include "tests/cache/cache_fixture.h"

#include <gmock/gmock.h>
#include <limits>

namespace bsc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Cache : public CacheTest {
  protected:
    std::string error_of(std::function<void(CacheConfig&)> change) {
        CacheConfig config = small_config(clock);
        change(config);
        auto made = BinaryCache::create(config);
        EXPECT_FALSE(made);
        if (made)
            return "";
        EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
        return made.error().text;
    }
};

TEST_F(Cache, RefusesAConfigurationItCannotKeep) {
    EXPECT_THAT(error_of([](auto& c) { c.max_entries = 0; }), HasSubstr("max_entries"));
    EXPECT_THAT(error_of([](auto& c) { c.eviction_batch = c.max_entries + 1; }),
                HasSubstr("1..max_entries (1000)"));
    EXPECT_THAT(error_of([](auto& c) { c.eviction_batch = 0; }), HasSubstr("eviction_batch"));
    EXPECT_THAT(error_of([](auto& c) { c.threshold = 1.5f; }), HasSubstr("0..1"));
    EXPECT_THAT(error_of([](auto& c) { c.threshold = -0.1f; }), HasSubstr("0..1"));
    EXPECT_THAT(error_of([](auto& c) { c.threshold = NAN; }), HasSubstr("0..1"));
    EXPECT_THAT(error_of([](auto& c) { c.policy = "belady"; }),
                testing::AllOf(HasSubstr("belady"), HasSubstr("known are: "), HasSubstr("lru")));
    EXPECT_THAT(error_of([](auto& c) { c.ttl = std::chrono::seconds(0); }), HasSubstr("live"));
    error_of([](auto& c) { c.bits = 0; });
    error_of([](auto& c) { c.bits = 1025; });
    error_of([](auto& c) { c.embedding_dim = 0; });
}

TEST_F(Cache, RefusesWhatIsNoEmbedding) {
    open();
    const auto code = [&](Vector v, std::optional<std::chrono::seconds> ttl = {}) {
        auto r = cache->insert({.embedding = v, .answer = "", .ttl = ttl});
        return r ? std::string("inserted") : r.error().text;
    };
    EXPECT_THAT(code(Vector(47, 0.1f)), HasSubstr("47"));
    Vector bad = base();
    bad[0] = std::numeric_limits<float>::infinity();
    EXPECT_NE(code(bad), "inserted");
    bad[0] = NAN;
    EXPECT_NE(code(bad), "inserted");
    EXPECT_NE(code(base(), std::chrono::seconds(-1)), "inserted");
    EXPECT_EQ(cache->stats().entries, 0u);
    EXPECT_FALSE(cache->set_threshold(2));
    EXPECT_FALSE(cache->set_threshold(NAN));
    EXPECT_FALSE(cache->set_mean_vector(Vector(3)));
    EXPECT_FALSE(cache->set_mean_vector(Vector(48, NAN)));
}

TEST_F(Cache, EntryHoldsWhatWasPutIn) {
    open();
    const auto entry = insert("q", base(), "p", "the prompt", std::chrono::seconds(60));
    EXPECT_EQ(entry->id, 1u);
    EXPECT_EQ(entry->partition, digest("p"));
    EXPECT_EQ(entry->request_sha256, digest("q"));
    EXPECT_EQ(entry->code, *cache->projection().encode(base()));
    EXPECT_EQ(entry->vector.values.size(), 48u);
    EXPECT_EQ(entry->prompt, "the prompt");
    EXPECT_EQ(entry->answer, "answer to q");
    EXPECT_EQ(entry->created, clock.now());
    EXPECT_EQ(*entry->expires, clock.now() + std::chrono::seconds(60));
    EXPECT_EQ(cache->find(1), entry);
    EXPECT_EQ(insert("r", base())->id, 2u);
    EXPECT_EQ(cache->find(3), nullptr);
}

TEST_F(Cache, SameRequestReplacesItsEntry) {
    open();
    const auto former = insert("q", base());
    auto outcome = cache->insert({.partition = digest("p"),
                                  .request_sha256 = digest("q"),
                                  .embedding = away(3),
                                  .answer = "newer"});
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->replaced, former->id);
    EXPECT_THAT(outcome->evicted, IsEmpty());
    EXPECT_EQ(cache->stats().entries, 1u);
    EXPECT_EQ(cache->find(former->id), nullptr);
    EXPECT_EQ(ask("q", {}).nearest->answer, "newer");
    EXPECT_EQ(ask("new", base()).distance, 3u) << "the former code is gone too";
    EXPECT_FALSE(insert("q", base(), "another partition")->id == outcome->entry->id);
    EXPECT_EQ(cache->stats().entries, 2u);
}

TEST_F(Cache, ExpiredEntriesNeitherAnswerNorShadow) {
    open();
    insert("short", base(), "p", "", std::chrono::seconds(10));
    insert("long", away(30));
    EXPECT_EQ(ask("new", base()).distance, 0u);
    clock.advance(std::chrono::seconds(10));
    EXPECT_EQ(ask("new", base()).distance, 30u);
    EXPECT_FALSE(ask("short", {}).hit());
    EXPECT_EQ(cache->find_request(digest("p"), digest("short")), nullptr);
    EXPECT_EQ(ask("new", away(256)).nearest->answer, "answer to long")
        << "not reported as the nearest either";
    EXPECT_THAT(cache->expire(), ElementsAre(1));
    EXPECT_THAT(cache->expire(), IsEmpty());
    EXPECT_EQ(cache->stats().expirations, 1u);
    EXPECT_EQ(cache->stats().entries, 1u);
}

TEST_F(Cache, ConfiguredTimeToLiveHoldsWhereTheEntryHasNone) {
    CacheConfig config = small_config(clock);
    config.ttl = std::chrono::seconds(5);
    open(config);
    EXPECT_EQ(*insert("a", base())->expires, clock.now() + std::chrono::seconds(5));
    EXPECT_EQ(*insert("b", base(), "p", "", std::chrono::seconds(9))->expires,
              clock.now() + std::chrono::seconds(9));
    EXPECT_GT(*insert("c", base(), "p", "", std::chrono::seconds::max())->expires, clock.now())
        << "an absurd time to live does not wrap around";
}

TEST_F(Cache, InsertDropsWhatExpiredBeforeItEvicts) {
    CacheConfig config = small_config(clock);
    config.max_entries = 3;
    config.eviction_batch = 1;
    open(config);
    insert("a", base());
    insert("b", base(), "p", "", std::chrono::seconds(1));
    insert("c", base());
    clock.advance(std::chrono::seconds(2));
    auto outcome = cache->insert({.request_sha256 = digest("d"), .embedding = {}});
    EXPECT_THAT(outcome->expired, ElementsAre(2));
    EXPECT_THAT(outcome->evicted, IsEmpty());
}

TEST_F(Cache, FullCacheEvictsABatchLeastRecentlyUsedFirst) {
    CacheConfig config = small_config(clock);
    config.max_entries = 4;
    config.eviction_batch = 2;
    open(config);
    for (const char* request : {"a", "b", "c", "d"}) {
        insert(request, {});
        clock.advance(std::chrono::seconds(1));
    }
    ask("a", {});
    clock.advance(std::chrono::seconds(3));
    auto outcome = cache->insert({.request_sha256 = digest("e"), .embedding = {}});
    ASSERT_EQ(outcome->evicted.size(), 2u);
    EXPECT_EQ(outcome->evicted[0].id, 2u);
    EXPECT_EQ(outcome->evicted[1].id, 3u);
    EXPECT_EQ(outcome->evicted[0].policy, "lru");
    EXPECT_DOUBLE_EQ(outcome->evicted[0].score, 6.0);
    EXPECT_EQ(outcome->evicted[0].reason, "least recently used: idle for 6.0 s");
    EXPECT_EQ(cache->stats().entries, 3u);
    EXPECT_EQ(cache->stats().evictions, 2u);
    EXPECT_TRUE(ask("a", {}).hit());
    EXPECT_FALSE(ask("b", {}).hit());
}

TEST_F(Cache, EvictTakesWhatIsThereAndNoMore) {
    open();
    for (int i = 0; i < 5; ++i)
        insert(std::to_string(i), away(i));
    EXPECT_THAT(cache->evict(0), IsEmpty());
    EXPECT_EQ(cache->evict(2).size(), 2u);
    EXPECT_EQ(cache->evict(100).size(), 3u);
    EXPECT_THAT(cache->evict(1), IsEmpty());
    EXPECT_EQ(cache->stats().partitions, 0u) << "empty partitions go away";
    EXPECT_EQ(ask("new", base()).reason, Reason::empty_partition);
}

TEST_F(Cache, EraseAndClearLeaveNothingBehind) {
    open();
    const auto entry = insert("a", base());
    insert("b", away(3));
    insert("c", base(), "other");
    EXPECT_TRUE(cache->erase(entry->id));
    EXPECT_FALSE(cache->erase(entry->id));
    EXPECT_EQ(ask("new", base()).distance, 3u);
    cache->clear();
    const CacheStats stats = cache->stats();
    EXPECT_EQ(stats.entries, 0u);
    EXPECT_EQ(stats.partitions, 0u);
    EXPECT_EQ(stats.answer_bytes, 0u);
    EXPECT_EQ(ask("b", base()).reason, Reason::empty_partition);
    EXPECT_EQ(insert("a", base())->id, 4u) << "ids are not used twice";
    EXPECT_TRUE(ask("new", base()).hit());
    EXPECT_EQ(cache->evict(10).size(), 1u) << "the policy forgot the cleared ones";
}

TEST_F(Cache, StatsFollowTheMemory) {
    open();
    const CacheStats empty = cache->stats();
    EXPECT_EQ(empty.max_entries, 1000u);
    for (int i = 0; i < 100; ++i)
        cache->insert({.partition = digest(std::to_string(i % 10)),
                       .request_sha256 = digest(std::to_string(i)),
                       .embedding = random_unit(48, static_cast<unsigned>(i)),
                       .prompt = std::string(100, 'p'),
                       .answer = std::string(1000, 'a')});
    const CacheStats full = cache->stats();
    EXPECT_EQ(full.entries, 100u);
    EXPECT_EQ(full.partitions, 10u);
    EXPECT_NEAR(static_cast<double>(full.answer_bytes), 100'000, 5'000);
    EXPECT_GT(full.index_bytes, empty.index_bytes + 100 * 32);
    EXPECT_GT(full.other_bytes, 100 * (sizeof(CacheEntry) + 48 + 100));
    cache->evict(100);
    EXPECT_EQ(cache->stats().answer_bytes, 0u);
    EXPECT_LE(cache->stats().index_bytes, 2 * empty.index_bytes);
}

TEST_F(Cache, RestoredEntryIsTheEntryItWas) {
    open();
    insert("other", base());
    CacheEntry stored;
    stored.id = 7;
    stored.partition = digest("p");
    stored.request_sha256 = digest("q");
    stored.vector = QuantizedVector{std::vector<std::int8_t>(48, 0), 0.01f};
    stored.vector.values[3] = 100;
    stored.vector.values[9] = -60;
    stored.prompt = "prompt";
    stored.answer = "answer";
    stored.created = clock.now() - std::chrono::hours(1);
    stored.access_count = 12;
    stored.last_accessed_us = 99;
    ASSERT_TRUE(cache->restore(std::move(stored)));
    const auto entry = cache->find(7);
    ASSERT_NE(entry, nullptr);
    Vector vector(48);
    vector[3] = 1.0f;
    vector[9] = -0.6f;
    EXPECT_EQ(entry->code, *cache->projection().encode(vector)) << "made from the vector";
    EXPECT_EQ(entry->access_count, 12u);
    EXPECT_EQ(insert("next", base())->id, 8u);
    EXPECT_EQ(ask("new", vector).nearest, entry);
    clock.advance(std::chrono::seconds(1));
    ask("other", {});
    ask("next", {});
    EXPECT_EQ(cache->evict(1)[0].id, 7u);
    cache->reserve_ids(100);
    EXPECT_EQ(insert("later", base())->id, 101u);
}

TEST_F(Cache, RestoredEntryKeepsItsPlaceInTheOrderOfUse) {
    open();
    insert("other", base());
    CacheEntry stored;
    stored.id = 7;
    stored.last_accessed_us = clock.now().time_since_epoch().count() - 1;
    ASSERT_TRUE(cache->restore(std::move(stored)));
    EXPECT_EQ(cache->evict(1)[0].id, 7u);
}

TEST_F(Cache, RestoreTakesACodeOfTheRightWidthAndRefusesTheRest) {
    open();
    const auto made = insert("q", base());
    const auto restore = [&](EntryId id, unsigned bits, std::size_t dim) {
        CacheEntry stored;
        stored.id = id;
        stored.request_sha256 = digest(std::to_string(id));
        stored.code = Code(bits);
        stored.vector = QuantizedVector{std::vector<std::int8_t>(dim, 5), 0.01f};
        return cache->restore(std::move(stored));
    };
    EXPECT_TRUE(restore(10, 256, 48));
    EXPECT_EQ(cache->find(10)->code, Code(256));
    EXPECT_FALSE(restore(10, 256, 48)) << "already present";
    EXPECT_FALSE(restore(0, 256, 48));
    EXPECT_FALSE(restore(11, 128, 48));
    EXPECT_FALSE(restore(12, 0, 47));
    EXPECT_EQ(cache->stats().entries, 2u);
}

TEST_F(Cache, ForEachMeetsEveryEntryOnce) {
    open();
    for (int i = 0; i < 50; ++i)
        insert(std::to_string(i), {});
    std::vector<EntryId> ids;
    cache->for_each([&](const EntryPtr& entry) { ids.push_back(entry->id); });
    std::ranges::sort(ids);
    ASSERT_EQ(ids.size(), 50u);
    for (std::size_t i = 0; i < ids.size(); ++i)
        EXPECT_EQ(ids[i], i + 1);
}

} // namespace
} // namespace bsc::test

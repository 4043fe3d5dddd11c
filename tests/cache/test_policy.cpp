#include "engine/cache/eviction/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace bsc {
namespace {

TimePoint at(std::int64_t us) { return TimePoint(std::chrono::microseconds(us)); }

/// The policy beside the entries it is told of.
class Policy : public testing::Test {
  protected:
    Policy() {
        policy = std::move(*make_policy("lru", {.max_entries = 100,
                                                .bits = 256,
                                                .radius = [] { return 38u; },
                                                .live =
                                                    [this](EntryId id) {
                                                        const auto it = entries.find(id);
                                                        return it == entries.end()
                                                                   ? nullptr
                                                                   : it->second.get();
                                                    }}));
    }

    void add(EntryId id, std::int64_t used_us) {
        auto entry = std::make_unique<CacheEntry>();
        entry->id = id;
        entry->last_accessed_us = used_us;
        policy->on_insert(*entry);
        entries.emplace(id, std::move(entry));
    }
    void use(EntryId id, std::int64_t us) {
        entries[id]->last_accessed_us = us;
        policy->on_access(*entries[id]);
    }
    void drop(EntryId id) {
        const auto entry = std::move(entries[id]);
        entries.erase(id);
        policy->on_erase(*entry, Departure::evicted);
    }
    std::vector<EntryId> victims(std::size_t n) {
        std::vector<EntryId> ids;
        for (const Victim& victim : policy->victims(n, at(1'000'000), EvictionDeadline::max()))
            ids.push_back(victim.id);
        return ids;
    }

    std::map<EntryId, std::unique_ptr<CacheEntry>> entries;
    std::unique_ptr<EvictionPolicy> policy;
};

TEST(MakePolicy, UnknownNameListsTheKnownOnes) {
    const auto made = make_policy("LRU", {});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(made.error().text, testing::StartsWith("unknown eviction policy \"LRU\"; known"));
    for (const std::string_view name : policy_names())
        EXPECT_THAT(made.error().text, testing::HasSubstr(std::string(name)));
}

TEST_F(Policy, ScoreIsTheIdleTimeInSeconds) {
    add(1, 250'000);
    const auto victim = policy->victims(1, at(1'000'000), EvictionDeadline::max())[0];
    EXPECT_DOUBLE_EQ(victim.score, 0.75);
    EXPECT_EQ(victim.reason, "least recently used: idle for 0.8 s");
    EXPECT_EQ(policy->name(), "lru");
}

TEST_F(Policy, EqualTimesGoOldestFirst) {
    for (EntryId id : {3, 1, 2})
        add(id, 5);
    EXPECT_THAT(victims(3), testing::ElementsAre(1, 2, 3));
}

TEST_F(Policy, AskingTwiceGivesTheSameVictims) {
    for (EntryId id = 1; id <= 10; ++id)
        add(id, static_cast<std::int64_t>(20 - id));
    const auto first = victims(4);
    EXPECT_EQ(victims(4), first);
    EXPECT_THAT(first, testing::ElementsAre(10, 9, 8, 7));
}

TEST_F(Policy, VictimsAreThoseOfAPlainSort) {
    std::mt19937 random(11);
    EntryId next = 1;
    std::int64_t time = 0;
    for (int round = 0; round < 5000; ++round) {
        time += random() % 3; // with ties
        switch (random() % 4) {
        case 0:
            add(next++, time);
            break;
        case 1:
        case 2:
            if (!entries.empty())
                use(std::next(entries.begin(), random() % entries.size())->first, time);
            break;
        default:
            std::vector<std::pair<std::int64_t, EntryId>> sorted;
            for (const auto& [id, entry] : entries)
                sorted.emplace_back(entry->last_accessed_us, id);
            std::ranges::sort(sorted);
            std::vector<EntryId> expected;
            for (std::size_t i = 0; i < std::min<std::size_t>(sorted.size(), 3); ++i)
                expected.push_back(sorted[i].second);
            ASSERT_EQ(victims(3), expected);
            if (random() % 2)
                for (const EntryId id : expected)
                    drop(id);
        }
    }
}

TEST_F(Policy, ForgetsWhatLeftUnasked) {
    for (EntryId id = 1; id <= 100'000; ++id) {
        add(id, static_cast<std::int64_t>(id));
        if (id > 10)
            drop(id - 10);
    }
    EXPECT_LT(policy->memory_bytes(), 10'000u);
    EXPECT_EQ(victims(100).size(), 10u);
}

} // namespace
} // namespace bsc

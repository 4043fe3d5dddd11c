#include "engine/index/crowds.h"
#include "engine/index/planner.h"
#include "tests/index/code_sets.h"
#include "tests/index/naive_index.h"

#include <gtest/gtest.h>

namespace bsc::test {
namespace {

constexpr unsigned bits = 256;
constexpr unsigned radius = 38;

std::optional<Match> nearest_in(const Crowds& crowds, const Code& query) {
    NearestCollector collector;
    collector.reset();
    crowds.search(ScanQuery(BlockLayout(bits), query), radius, collector);
    return collector.result();
}

std::optional<Match> nearest_in(const NaiveIndex& naive, const Code& query) {
    const auto found = naive.k_nearest(query, 1, radius);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

TEST(Crowds, EqualTheNaiveLoopBetweenChanges) {
    Random random(31);
    Crowds crowds(bits, select_scan_kernel());
    NaiveIndex naive;
    std::vector<Code> centres;
    for (int i = 0; i < 40; ++i) {
        centres.push_back(random_code(bits, random));
        ASSERT_TRUE(crowds.make_crowd(centres.back()));
    }
    // Slots are dense, as the index keeps them.
    std::vector<EntryId> ids;
    EntryId next = 1'000;
    for (int round = 0; round < 3'000; ++round) {
        const Code code = near_code(centres[random() % 40], random() % 70, random);
        if (const auto crowd = crowds.crowd_of(code)) {
            ids.push_back(next);
            naive.codes[next] = code;
            crowds.add(static_cast<Slot>(ids.size() - 1), *crowd, next++, code);
        }
        if (round % 3 == 0 && !ids.empty()) {
            const auto gap = static_cast<Slot>(random() % ids.size());
            const auto last = static_cast<Slot>(ids.size() - 1);
            naive.codes.erase(ids[gap]);
            crowds.remove(gap);
            if (gap != last)
                crowds.renumber(last, gap);
            ids[gap] = ids[last];
            ids.pop_back();
            ASSERT_FALSE(crowds.holds(last));
        }
        const Code query = near_code(code, random() % 30, random);
        ASSERT_EQ(nearest_in(crowds, query), nearest_in(naive, query));
    }
}

TEST(Crowds, ACodeBelongsToTheNearestCentreWithinReach) {
    Random random(32);
    Crowds crowds(bits, select_scan_kernel());
    const Code centre(bits);
    Code other = centre;
    for (unsigned j = 0; j < crowds.reach(); ++j)
        other.set_bit(j);
    EXPECT_EQ(crowds.crowd_of(centre), std::nullopt);
    ASSERT_EQ(crowds.make_crowd(other), 0u);
    crowds.add(0, 0, 0, other);
    EXPECT_EQ(crowds.crowd_of(centre), 0u);
    ASSERT_EQ(crowds.make_crowd(centre), 1u);
    EXPECT_EQ(crowds.crowd_of(centre), 1u);
    other.set_bit(bits - 1);
    EXPECT_EQ(crowds.crowd_of(other), 0u);
    Code outside(bits);
    for (unsigned j = 100; j < 100 + crowds.reach() + 1; ++j)
        outside.set_bit(j);
    EXPECT_EQ(crowds.crowd_of(outside), std::nullopt);
}

TEST(Crowds, AnEmptyOneMakesRoomForAnother) {
    Random random(33);
    Crowds crowds(bits, select_scan_kernel());
    const Code first = random_code(bits, random), second = random_code(bits, random);
    const auto crowd = crowds.make_crowd(first);
    ASSERT_TRUE(crowd);
    crowds.add(7, *crowd, 70, first);
    EXPECT_NE(crowds.make_crowd(random_code(bits, random)), crowd);
    crowds.remove(7);
    EXPECT_EQ(crowds.make_crowd(second), crowd);
    EXPECT_EQ(crowds.crowd_of(first), std::nullopt);
    EXPECT_EQ(crowds.crowd_of(second), crowd);
    crowds.add(7, *crowd, 71, second);
    crowds.clear();
    EXPECT_FALSE(crowds.holds(7));
    EXPECT_EQ(crowds.crowd_of(second), std::nullopt);
    EXPECT_EQ(nearest_in(crowds, second), std::nullopt);
}

TEST(Crowds, TheirNumberIsLimited) {
    Random random(34);
    Crowds crowds(bits, select_scan_kernel());
    Slot slot = 0;
    while (const auto crowd = crowds.make_crowd(random_code(bits, random))) {
        ASSERT_EQ(crowd, slot);
        crowds.add(slot, *crowd, slot, random_code(bits, random));
        ++slot;
    }
    EXPECT_GT(slot, 500u);
}

/// Topics come and go in an index that stays full: codes move into crowds, crowds run empty and are
/// made anew, and every answer stays the naive loop's.
TEST(CrowdedIndex, TopicsComeAndGo) {
    Random random(35);
    const auto index = make_index(bits, Planner::least_ring_entries).value();
    NaiveIndex naive;
    EntryId next = 0;
    const auto add = [&](const Code& code) {
        ASSERT_TRUE(index->add(next, code));
        naive.codes[next++] = code;
    };
    while (index->size() < Planner::least_ring_entries)
        add(random_code(bits, random));
    const std::size_t unrelated = index->memory_bytes();
    EntryId oldest = 0;
    for (int generation = 0; generation < 3; ++generation) {
        std::vector<Code> topics;
        for (int i = 0; i < 12; ++i)
            topics.push_back(random_code(bits, random));
        for (std::size_t i = 0; i < Planner::least_ring_entries; ++i) {
            ASSERT_TRUE(index->remove(oldest));
            naive.codes.erase(oldest++);
            add(near_code(topics[i * i % 12], 20 + random() % 60, random));
            if (i % 2'000 == 0) {
                const Code query = near_code(topics[random() % 12], 50, random);
                ASSERT_EQ(index->nearest(query, radius), nearest_in(naive, query));
                ASSERT_EQ(index->k_nearest(query, 8, 56), naive.k_nearest(query, 8, 56));
            }
        }
    }
    // 40 bytes in a crowd are less than 20 postings in crowded lines.
    EXPECT_LT(index->memory_bytes(), 2 * unrelated);
}

} // namespace
} // namespace bsc::test

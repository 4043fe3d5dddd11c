#include "engine/cache/eviction/score_table.h"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace bsc::test {
namespace {

using Slot = ScoreTable::Slot;
using Key = ScoreTable::Key;

/// A table whose true keys are known beside it.
class ScoreTableTest : public testing::Test {
  protected:
    Slot put(Key key) {
        const Slot slot = table.take();
        table.record(slot).id = ++last_id;
        table.set_key(slot, key);
        keys[slot] = key;
        return slot;
    }
    void drop(Slot slot) {
        table.give_back(slot);
        keys.erase(slot);
    }
    std::optional<Slot> lowest(const Scores& more) {
        return table.lowest(more, [this](Slot slot) { return keys.at(slot); });
    }
    std::optional<Slot> plainly_lowest(const Scores& more) const {
        std::optional<Slot> found;
        float least = ScoreTable::never;
        for (const auto& [slot, key] : keys)
            if (const float value = key.value + more[key.half_life]; value < least) {
                least = value;
                found = slot;
            }
        return found;
    }

    ScoreTable table{1000};
    std::map<Slot, Key> keys;
    EntryId last_id = 0;
};

TEST_F(ScoreTableTest, LowestIsThatOfALoop) {
    std::mt19937 random(3);
    const auto any = [&] { return std::next(keys.begin(), random() % keys.size()); };
    // Few values, so that there are equal ones.
    const auto any_key = [&] {
        return Key{random() % 8 == 0 ? ScoreTable::never : static_cast<float>(random() % 50),
                   static_cast<std::uint8_t>(random() % half_life_count)};
    };
    int chosen = 0;
    for (int step = 0; step < 20'000; ++step) {
        const Scores more = step / 100 % 2 ? Scores{} : Scores{3, -2.5f, 0, 10};
        switch (random() % 8) {
        case 0:
            if (keys.size() < 900)
                put(any_key());
            break;
        case 1: // a hit, of which the table is not told
            if (!keys.empty())
                any()->second.value += static_cast<float>(random() % 20);
            break;
        case 2:
            if (!keys.empty()) {
                const auto it = any();
                it->second = any_key();
                table.set_key(it->first, it->second);
            }
            break;
        case 3:
            if (step % 50 == 0) {
                for (auto& [slot, key] : keys)
                    key = any_key();
                table.rekey([this](Slot slot) { return keys.at(slot); });
            }
            break;
        default: {
            const auto found = lowest(more);
            ASSERT_EQ(found, plainly_lowest(more)) << "step " << step;
            if (found && keys.size() > 300) {
                drop(*found);
                ++chosen;
            }
        }
        }
    }
    EXPECT_GT(chosen, 1000);
}

TEST_F(ScoreTableTest, WhatIsNeverToBeChosenIsNot) {
    EXPECT_EQ(lowest({}), std::nullopt);
    const Slot graced = put({ScoreTable::never, 2});
    EXPECT_EQ(lowest({}), std::nullopt);
    const Slot other = put({5, 1});
    EXPECT_EQ(lowest({}), other);
    drop(other);
    EXPECT_EQ(lowest({}), std::nullopt);
    keys[graced] = {-1e30f, 2};
    table.set_key(graced, keys[graced]);
    EXPECT_EQ(lowest({}), graced);
}

TEST_F(ScoreTableTest, IsFullSomeWayBeyondWhatWasAnnounced) {
    std::size_t taken = 0;
    while (table.take() != ScoreTable::no_slot)
        ++taken;
    EXPECT_GE(taken, 1000u);
    EXPECT_LT(taken, 1500u);
    EXPECT_EQ(table.size(), taken);
}

/// Two records on a line, none across two: a hit touches one.
TEST_F(ScoreTableTest, ARecordIsOnOneCacheLine) {
    for (int i = 0; i < 300; ++i) {
        const auto at = reinterpret_cast<std::uintptr_t>(&table.record(table.take()));
        EXPECT_EQ(at / 64, (at + sizeof(ScoreTable::Record) - 1) / 64);
    }
}

} // namespace
} // namespace bsc::test

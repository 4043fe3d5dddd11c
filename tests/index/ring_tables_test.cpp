#include "engine/index/planner.h"
#include "engine/index/ring_tables.h"
#include "tests/index/code_sets.h"

#include <gtest/gtest.h>

namespace bsc::test {
namespace {

TEST(RingLayout, SubstringsCoverTheCode) {
    for (const unsigned bits : {48u, 64u, 100u, 128u, 256u, 512u, 777u, 1024u})
        for (const std::size_t entries : {1'000u, 24'000u, 100'000u, 1'000'000u, 50'000'000u}) {
            const RingLayout layout(bits, entries);
            unsigned start = 0;
            std::uint32_t line = 0;
            ASSERT_GE(layout.tables(), 3u);
            for (unsigned t = 0; t < layout.tables(); ++t) {
                const RingTable& table = layout.table(t);
                EXPECT_EQ(table.start, start);
                EXPECT_EQ(table.line, line);
                EXPECT_EQ(table.line % (1u << table.width), 0u);
                EXPECT_GE(table.width, 8u);
                start += table.width;
                line += 1u << table.width;
            }
            EXPECT_EQ(start, bits);
            EXPECT_EQ(layout.lines(), line);
        }
}

TEST(CyclicBits, GoesOnAtTheBeginning) {
    Random random(1);
    for (const unsigned bits : {48u, 64u, 100u, 256u, 1024u}) {
        const Code code = random_code(bits, random);
        const CyclicBits ring(code);
        for (unsigned start = 0; start < bits; ++start)
            for (const unsigned width : {1u, 16u, 32u})
                for (unsigned i = 0; i < width; ++i)
                    ASSERT_EQ(ring.get(start, width) >> i & 1, code.bit((start + i) % bits));
    }
}

TEST(RingTables, InsertFailsWhenTheOverflowIsUsedUp) {
    const RingLayout layout(256, 1'000);
    RingTables tables(layout, 3 * layout.tables(), nullptr);
    Random random(2);
    const Code code = random_code(256, random);
    const CyclicBits bits(code);
    Slot slot = 0;
    // A home line, a chunk of one line and one of two; then the next chunk is too large.
    const unsigned room = RingTables::home_postings + 64 - RingTables::header_lanes;
    while (slot < room)
        ASSERT_TRUE(tables.insert(slot++, bits));
    EXPECT_FALSE(tables.insert(slot, bits));
}

TEST(RingTables, FreedChunksAreUsedAgain) {
    const RingLayout layout(256, 1'000);
    RingTables tables(layout, 1'000);
    Random random(3);
    std::size_t held = 0;
    for (int round = 0; round < 5; ++round) {
        const CyclicBits code(random_code(256, random));
        for (Slot slot = 0; slot < 500; ++slot)
            ASSERT_TRUE(tables.insert(slot, code));
        const std::size_t now = tables.memory_bytes();
        EXPECT_TRUE(round == 0 || now <= held + held / 50) << round;
        held = now;
        for (Slot slot = 0; slot < 500; ++slot)
            tables.remove(slot, code, tables.locate(code));
    }
}

TEST(Planner, RingsFitTheCapacityAndGrowBeyond) {
    const Planner planner(256, 100'000);
    EXPECT_FALSE(planner.wants_ring(Planner::least_ring_entries - 1));
    EXPECT_TRUE(planner.wants_ring(Planner::least_ring_entries));
    EXPECT_EQ(planner.ring_entries(90'000), 100'000u);
    EXPECT_EQ(planner.ring_entries(30'000), 50'000u);
    EXPECT_EQ(planner.ring_entries(150'000), 200'000u);
    EXPECT_GE(Planner(256, 2).ring_entries(70'000), 70'000u);
    EXPECT_FALSE(Planner(32, 100'000).wants_ring(50'000));
}

TEST(Planner, RingAnswersSmallRadiiAndFewMatches) {
    const Planner planner(256, 100'000);
    EXPECT_TRUE(planner.ring_pays(100'000, 1, 38));
    EXPECT_TRUE(planner.ring_pays(100'000, 1, 56));
    EXPECT_FALSE(planner.ring_pays(100'000, 1, 57));
    EXPECT_FALSE(planner.ring_pays(100'000, 100, 38));
    EXPECT_FALSE(planner.ring_pays(1'000, 1, 38));
}

} // namespace
} // namespace bsc::test

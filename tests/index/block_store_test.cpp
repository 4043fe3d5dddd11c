#include "engine/index/block_store.h"
#include "tests/index/code_sets.h"

#include <gtest/gtest.h>

namespace bsc {
namespace {

TEST(BlockStore, SpansCoverEverySlotInOrder) {
    BlockStore store{BlockLayout(64)};
    while (store.capacity() < 20'000)
        store.grow();
    for (Slot slot = 0; slot < store.capacity(); ++slot) {
        ASSERT_EQ(store.id(slot), 0u) << "two slots share a place: " << slot;
        store.write_id(slot, slot + 1);
    }
    for (const std::size_t count : {0u, 1u, 4u, 5u, 100u, 8192u, 8193u, 20'000u}) {
        EntryId expected = 1;
        store.spans(count, [&](const BlockSpan& blocks) {
            for (std::size_t i = 0; i < blocks.count; ++i)
                ASSERT_EQ(blocks.ids[i], expected++);
        });
        EXPECT_EQ(expected, count + 1);
    }
}

TEST(BlockStore, CodesAndIdsStayWhenTheFirstChunkMakesWay) {
    test::Random random(2);
    for (const auto first : {BlockStore::FirstChunk{4, 256}, BlockStore::FirstChunk{64, 64}}) {
        BlockStore store(BlockLayout(256), first);
        std::vector<Code> codes;
        while (codes.size() < 300) {
            if (codes.size() == store.capacity())
                store.grow();
            const auto slot = static_cast<Slot>(codes.size());
            codes.push_back(test::random_code(256, random));
            store.write_code(slot, codes.back());
            store.write_id(slot, slot + 1);
            for (Slot s = 0; s <= slot; ++s) {
                ASSERT_EQ(store.id(s), s + 1);
                ASSERT_EQ(store.look_at_id(s), s + 1);
                ASSERT_EQ(store.code(s, 256), codes[s]);
            }
        }
        EXPECT_EQ(store.capacity(), 512u);
    }
}

TEST(BlockStore, CopyMovesCodeAndId) {
    test::Random random(1);
    const BlockLayout layout(200);
    BlockStore store(layout);
    while (store.capacity() < 100)
        store.grow();
    const Code code = test::random_code(200, random);
    store.write_code(99, code);
    store.write_id(99, 7);
    store.copy(99, 2);
    EXPECT_EQ(store.id(2), 7u);
    store.spans(3, [&](const BlockSpan& blocks) {
        for (unsigned p = 0; p < layout.planes(); ++p) {
            const auto plane = p < layout.prefix_planes
                                   ? blocks.prefixes[p * blocks.lanes + 2]
                                   : blocks.suffixes[(p - layout.prefix_planes) * blocks.lanes + 2];
            EXPECT_EQ(plane, plane_of(code, p));
        }
    });
}

} // namespace
} // namespace bsc

#include "tests/index/code_sets.h"

#include "engine/index/code_index.h"
#include <gtest/gtest.h>

namespace bsc::test {
namespace {

TEST(IndexEdges, WidthAndCapacityOutOfRange) {
    EXPECT_EQ(make_index(0, 10).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(make_index(1025, 10).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(make_index(256, std::size_t{1} << 40).error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(make_index(1024, 0));
}

TEST(IndexEdges, EmptyFindsNothing) {
    const auto index = make_index(256, 10).value();
    EXPECT_EQ(index->bits(), 256u);
    EXPECT_EQ(index->nearest(Code(256), 256), std::nullopt);
    EXPECT_TRUE(index->k_nearest(Code(256), 5, 256).empty());
}

TEST(IndexEdges, AnotherWidthIsRefused) {
    const auto index = make_index(256, 10).value();
    EXPECT_EQ(index->add(1, Code(255)).error().code, ErrorCode::invalid_argument);
    ASSERT_TRUE(index->add(1, Code(256)));
    EXPECT_EQ(index->replace(1, Code(128)).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(index->nearest(Code(255), 256), std::nullopt);
    EXPECT_TRUE(index->k_nearest(Code(320), 1, 256).empty());
}

TEST(IndexEdges, UnknownAndDoubleIds) {
    const auto index = make_index(64, 10).value();
    ASSERT_TRUE(index->add(5, Code(64)));
    EXPECT_EQ(index->add(5, Code(64)).error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(index->replace(6, Code(64)).error().code, ErrorCode::not_found);
    EXPECT_FALSE(index->remove(6));
    EXPECT_TRUE(index->remove(5));
    EXPECT_FALSE(index->remove(5));
    EXPECT_EQ(index->size(), 0u);
}

TEST(IndexEdges, ZeroCodeIsACode) {
    const auto index = make_index(256, 10).value();
    ASSERT_TRUE(index->add(9, Code(256)));
    EXPECT_EQ(index->nearest(Code(256), 0), (Match{9, 0}));
    ASSERT_TRUE(index->remove(9));
    EXPECT_EQ(index->nearest(Code(256), 256), std::nullopt);
}

TEST(IndexEdges, EveryIdButNoEntryIsLegalAndTheLowestWinsTies) {
    const auto index = make_index(64, 10).value();
    EXPECT_EQ(index->add(no_entry, Code(64)).error().code, ErrorCode::invalid_argument);
    const EntryId largest = no_entry - 1;
    ASSERT_TRUE(index->add(largest, Code(64)));
    EXPECT_EQ(index->nearest(Code(64), 0), (Match{largest, 0}));
    ASSERT_TRUE(index->add(3, Code(64)));
    ASSERT_TRUE(index->add(0, Code(64)));
    EXPECT_EQ(index->nearest(Code(64), 0), (Match{0, 0}));
    EXPECT_EQ(index->k_nearest(Code(64), 2, 0), (std::vector<Match>{{0, 0}, {3, 0}}));
    EXPECT_TRUE(index->k_nearest(Code(64), 0, 0).empty());
}

TEST(IndexEdges, AnyRadiusIsLegal) {
    Random random(4);
    const auto index = make_index(256, 10).value();
    for (EntryId id = 0; id < 50; ++id)
        ASSERT_TRUE(index->add(id, random_code(256, random)));
    const Code query = random_code(256, random);
    for (const unsigned radius : {256u, 32'767u, 65'536u, ~0u}) {
        EXPECT_EQ(index->nearest(query, radius), index->nearest(query, 256));
        EXPECT_EQ(index->k_nearest(query, 60, radius).size(), 50u);
        EXPECT_EQ(index->k_nearest(query, 60, radius), index->k_nearest(query, 60, 256));
    }
}

TEST(IndexEdges, ReplaceKeepsTheAge) {
    Random random(1);
    const auto index = make_index(256, 10).value();
    const Code code = random_code(256, random);
    ASSERT_TRUE(index->add(1, random_code(256, random)));
    ASSERT_TRUE(index->add(2, code));
    ASSERT_TRUE(index->replace(1, code));
    EXPECT_EQ(index->nearest(code, 0), (Match{1, 0}));
}

TEST(IndexEdges, ClearThenReuse) {
    Random random(2);
    const auto index = make_index(256, 10).value();
    for (EntryId id = 0; id < 100; ++id)
        ASSERT_TRUE(index->add(id, random_code(256, random)));
    index->clear();
    EXPECT_EQ(index->size(), 0u);
    EXPECT_EQ(index->nearest(random_code(256, random), 256), std::nullopt);
    const std::size_t held = index->memory_bytes();
    for (EntryId id = 0; id < 100; ++id)
        ASSERT_TRUE(index->add(id, random_code(256, random)));
    EXPECT_EQ(index->size(), 100u);
    EXPECT_EQ(index->memory_bytes(), held);
}

} // namespace
} // namespace bsc::test

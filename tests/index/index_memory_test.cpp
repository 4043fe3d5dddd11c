#include "tests/index/code_sets.h"

#include "engine/index/code_index.h"
#include <cstdlib>
#include <gtest/gtest.h>
#include <malloc.h>

namespace bsc::test {
namespace {

std::unique_ptr<CodeIndex> filled(unsigned bits, std::size_t entries) {
    Random random(5);
    auto index = make_index(bits, entries).value();
    for (EntryId id = 0; id < entries; ++id)
        EXPECT_TRUE(index->add(id, random_code(bits, random)));
    return index;
}

TEST(IndexMemory, OneEntryIsAFewHundredBytes) {
    EXPECT_LE(filled(256, 0)->memory_bytes(), 300u);
    EXPECT_LE(filled(256, 1)->memory_bytes(), 600u);
    EXPECT_LE(filled(256, 4)->memory_bytes(), 600u);
    EXPECT_LE(filled(1024, 1)->memory_bytes(), 1000u);
}

TEST(IndexMemory, LargeIndexNeedsAtMost64BytesAnEntry) {
    for (const std::size_t entries : {50'000u, 100'000u, 250'000u}) {
        const std::size_t bytes = filled(256, entries)->memory_bytes();
        EXPECT_GE(bytes, entries * (32 + 8 + 4));
        EXPECT_LE(bytes, entries * 64);
    }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(IndexMemory, ReportsWhatTheAllocatorGave) {
    for (const std::size_t entries : {1u, 10u, 1'000u, 30'000u}) {
        const struct mallinfo2 before = mallinfo2();
        const auto index = filled(256, entries);
        const struct mallinfo2 after = mallinfo2();
        const std::size_t allocated =
            (after.uordblks + after.hblkhd) - (before.uordblks + before.hblkhd);
        EXPECT_LE(index->memory_bytes(), allocated);
        // The allocator rounds up and aligns: 64 bytes a chunk, and a little more.
        EXPECT_GE(static_cast<double>(index->memory_bytes()),
                  0.9 * static_cast<double>(allocated) - 512);
    }
}
#endif

} // namespace
} // namespace bsc::test

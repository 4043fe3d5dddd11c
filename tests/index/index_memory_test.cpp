#include "tests/index/code_sets.h"

#include "engine/index/code_index.h"
#include "engine/index/planner.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <malloc.h>
#include <new>
#include <unistd.h>

namespace {
std::size_t allocated_bytes = 0;

void* counted(void* memory) {
    allocated_bytes += malloc_usable_size(memory);
    return memory;
}
void release(void* memory) {
    allocated_bytes -= malloc_usable_size(memory);
    std::free(memory);
}
} // namespace

// This program's allocations, counted as the allocator rounds them. Its tests use one thread.
void* operator new(std::size_t bytes) { return counted(std::malloc(bytes)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
    const auto align = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(align, (bytes + align - 1) / align * align));
}
void* operator new[](std::size_t bytes) { return counted(std::malloc(bytes)); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { release(memory); }

namespace bsc::test {
namespace {

std::size_t resident_bytes() {
    std::size_t pages = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    return resident * static_cast<std::size_t>(::getpagesize());
}

std::unique_ptr<CodeIndex> filled(unsigned bits, std::size_t entries) {
    Random random(5);
    auto index = make_index(bits, entries).value();
    for (EntryId id = 0; id < entries; ++id)
        EXPECT_TRUE(index->add(id, random_code(bits, random)));
    return index;
}

TEST(IndexMemory, OneEntryIsAFewHundredBytes) {
    EXPECT_LE(filled(256, 0)->memory_bytes(), 300u);
    EXPECT_LE(filled(256, 1)->memory_bytes(), 640u);
    EXPECT_LE(filled(256, 4)->memory_bytes(), 640u);
    EXPECT_LE(filled(1024, 1)->memory_bytes(), 1040u);
}

TEST(IndexMemory, BelowTheRingAtMost64BytesAnEntry) {
    const std::size_t entries = Planner::least_ring_entries - 1;
    const std::size_t bytes = filled(256, entries)->memory_bytes();
    EXPECT_GE(bytes, entries * (32 + 8 + 4));
    EXPECT_LE(bytes, entries * 64);
}

TEST(IndexMemory, WithTheRingAtMost330BytesAnEntry) {
    for (const std::size_t entries : {100'000u, 250'000u})
        EXPECT_LE(filled(256, entries)->memory_bytes(), entries * 330);
}

TEST(IndexMemory, RingReportsWhatItMadeResident) {
    const std::size_t entries = 100'000;
    const std::size_t before = resident_bytes();
    const auto index = filled(256, entries);
    const double resident = static_cast<double>(resident_bytes() - before);
    // Huge pages are made resident whole.
    EXPECT_NEAR(static_cast<double>(index->memory_bytes()), resident, resident / 5);
}

TEST(IndexMemory, ReportsWhatItAllocated) {
    for (const std::size_t entries : {0u, 1u, 10u, 1'000u, 20'000u}) {
        const std::size_t before = allocated_bytes;
        const auto index = filled(256, entries);
        const std::size_t allocated = allocated_bytes - before;
        // The allocator rounds requests up, and the list of chunk lists is too small to count.
        EXPECT_LE(index->memory_bytes(), allocated) << entries;
        EXPECT_GE(index->memory_bytes() + 512 + allocated / 50, allocated) << entries;
    }
}

} // namespace
} // namespace bsc::test

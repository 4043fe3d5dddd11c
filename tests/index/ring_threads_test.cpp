#include "engine/code/hamming.h"
#include "engine/index/code_index.h"
#include "engine/index/planner.h"
#include "tests/index/code_sets.h"

#include <atomic>
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

namespace bsc::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned bits = 256;
constexpr unsigned radius = 38;
constexpr std::size_t fixed_entries = 1'000;
constexpr std::size_t changing_entries = Planner::least_ring_entries;

/// Replacements a second; 0 is as fast as possible.
class RingThreads : public testing::TestWithParam<unsigned> {};

TEST_P(RingThreads, EveryAnswerIsRightWhileAWriterReplaces) {
    Random random(21);
    const auto index = make_index(bits, fixed_entries + changing_entries).value();
    std::vector<Code> fixed;
    for (EntryId id = 0; id < fixed_entries; ++id) {
        fixed.push_back(random_code(bits, random));
        ASSERT_TRUE(index->add(id, fixed.back()));
    }
    // A changing entry alternates between two codes, some between a crowd and the ring.
    const Code centre = random_code(bits, random);
    std::vector<std::array<Code, 2>> changing;
    for (EntryId id = fixed_entries; id < fixed_entries + changing_entries; ++id) {
        const Code code = id % 4 == 0 ? near_code(centre, 70, random) : random_code(bits, random);
        changing.push_back({code, near_code(code, 60, random)});
        ASSERT_TRUE(index->add(id, code));
    }

    std::atomic<bool> reading = true;
    std::atomic<int> wrong = 0;
    std::thread reader([&] {
        Random random(22);
        for (int i = 0; i < 10'000; ++i) {
            const EntryId id = random() % fixed_entries;
            const Code near = near_code(fixed[id], 10, random);
            // All others are further away than this one.
            if (index->nearest(near, radius) != Match{id, hamming_distance(near, fixed[id])})
                ++wrong;
            const auto& codes = changing[random() % changing_entries];
            const Code query = near_code(codes[random() % 2], 5, random);
            if (const auto match = index->nearest(query, radius)) {
                if (match->id < fixed_entries) {
                    ++wrong;
                } else {
                    const auto& found = changing[match->id - fixed_entries];
                    if (match->distance != hamming_distance(query, found[0]) &&
                        match->distance != hamming_distance(query, found[1]))
                        ++wrong;
                }
            }
        }
        reading = false;
    });
    std::vector<bool> second(changing_entries);
    std::size_t replaced = 0;
    const auto start = Clock::now();
    while (reading) {
        if (GetParam() != 0 &&
            Clock::now() < start + std::chrono::seconds(1) * replaced / GetParam())
            continue;
        const std::size_t i = random() % changing_entries;
        second[i] = !second[i];
        ASSERT_TRUE(index->replace(fixed_entries + i, changing[i][second[i]]));
        ++replaced;
    }
    reader.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_GT(replaced, 0u);
}

INSTANTIATE_TEST_SUITE_P(ReplacesASecond, RingThreads, testing::Values(1'000, 10'000, 0),
                         [](const auto& info) {
                             return info.param == 0 ? std::string("flat_out")
                                                    : std::to_string(info.param);
                         });

TEST(RingSwaps, EntriesAreFoundWhileRingsComeAndGo) {
    Random random(23);
    const auto index = make_index(bits, 2).value();
    std::vector<Code> fixed;
    for (EntryId id = 0; id < fixed_entries; ++id) {
        fixed.push_back(random_code(bits, random));
        ASSERT_TRUE(index->add(id, fixed.back()));
    }
    std::atomic<bool> writing = true;
    std::atomic<int> wrong = 0;
    std::thread reader([&] {
        Random random(24);
        while (writing) {
            const EntryId id = random() % fixed_entries;
            if (index->nearest(fixed[id], radius) != Match{id, 0})
                ++wrong;
        }
    });
    EntryId next = fixed_entries;
    for (int round = 0; round < 2; ++round) {
        const EntryId first = next;
        while (index->size() < Planner::least_ring_entries * 5 / 4)
            ASSERT_TRUE(index->add(next++, random_code(bits, random)));
        for (EntryId id = first; id < next; ++id)
            ASSERT_TRUE(index->remove(id));
    }
    writing = false;
    reader.join();
    EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace bsc::test

#include "tests/index/code_sets.h"

#include "engine/code/hamming.h"
#include "engine/index/code_index.h"
#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace bsc::test {
namespace {

constexpr unsigned bits = 256;
constexpr std::size_t fixed_entries = 64;

/// Fixed codes that never change among others that do, all the time. The changing ones come in
/// pairs, so that a reader can tell a state between two changes from a mixture of states.
class IndexThreads : public testing::Test {
  protected:
    IndexThreads() {
        for (EntryId id = 0; id < fixed_entries; ++id) {
            fixed_.push_back(random_code(bits, random_));
            EXPECT_TRUE(index_->add(id, fixed_.back()));
        }
    }

    /// Runs `write(step)` on this thread until both readers have made `looks` looks each.
    template <class Write, class Look>
    void run(Write write, Look look) {
        std::atomic<int> reading = 2;
        const auto read = [&](unsigned seed) {
            Random random(seed);
            for (int i = 0; i < looks; ++i)
                look(random);
            --reading;
        };
        std::thread first(read, 1), second(read, 2);
        for (std::uint64_t step = 0; reading > 0; ++step)
            write(step);
        first.join();
        second.join();
    }

    static constexpr int looks = 30'000;
    std::unique_ptr<CodeIndex> index_ = make_index(bits, 10'000).value();
    Random random_{3};
    std::vector<Code> fixed_;
};

TEST_F(IndexThreads, FixedEntriesAreAlwaysFound) {
    std::vector<EntryId> changing;
    EntryId next = fixed_entries;
    std::atomic<int> wrong = 0;
    run(
        [&](std::uint64_t step) {
            if (changing.size() < 3'000) {
                // Removing a low slot later moves these, fixed ones never.
                ASSERT_TRUE(index_->add(next, random_code(bits, random_)));
                changing.push_back(next++);
            }
            const std::size_t victim = random_() % changing.size();
            if (step % 3 == 0) {
                ASSERT_TRUE(index_->replace(changing[victim], random_code(bits, random_)));
            }
            if (step % 2 == 0) {
                ASSERT_TRUE(index_->remove(changing[victim]));
                changing[victim] = changing.back();
                changing.pop_back();
            }
        },
        [&](Random& random) {
            const EntryId id = random() % fixed_entries;
            if (index_->nearest(fixed_[id], 38) != Match{id, 0})
                ++wrong;
            const Code near = near_code(fixed_[id], 10, random);
            const Match expected{id, hamming_distance(near, fixed_[id])};
            const auto matches = index_->k_nearest(near, 3, bits);
            if (matches.empty() || matches.front() != expected)
                ++wrong;
        });
    EXPECT_EQ(wrong, 0);
}

TEST_F(IndexThreads, MovedEntriesAreAlwaysFound) {
    // Removing an entry moves the last one, which is the fixed one here, into its slot.
    const EntryId moving = 1'000'000;
    const Code moving_code = random_code(bits, random_);
    std::atomic<int> wrong = 0;
    EntryId next = 1'000;
    for (int i = 0; i < 2'000; ++i)
        ASSERT_TRUE(index_->add(next++, random_code(bits, random_)));
    ASSERT_TRUE(index_->add(moving, moving_code));
    EntryId oldest = 1'000;
    run(
        [&](std::uint64_t) {
            ASSERT_TRUE(index_->remove(oldest++));
            ASSERT_TRUE(index_->add(next++, random_code(bits, random_)));
        },
        [&](Random&) {
            if (index_->nearest(moving_code, 38) != Match{moving, 0})
                ++wrong;
        });
    EXPECT_EQ(wrong, 0);
}

TEST_F(IndexThreads, OneOfTwoIsAlwaysThere) {
    // The writer adds one before it removes the other: a reader that finds neither saw a mixture.
    const Code code = random_code(bits, random_);
    std::atomic<int> wrong = 0;
    EntryId current = 1'000;
    ASSERT_TRUE(index_->add(current, code));
    run(
        [&](std::uint64_t) {
            ASSERT_TRUE(index_->add(current + 1, code));
            ASSERT_TRUE(index_->remove(current));
            ++current;
        },
        [&](Random&) {
            const auto match = index_->nearest(code, 38);
            if (!match || match->id < 1'000 || match->distance != 0)
                ++wrong;
            if (const auto all = index_->k_nearest(code, 5, 38); all.empty() || all.size() > 2)
                ++wrong;
        });
    EXPECT_EQ(wrong, 0);
}

TEST_F(IndexThreads, ReplacedCodeIsOneOrTheOther) {
    const Code one = random_code(bits, random_), other = random_code(bits, random_);
    const unsigned apart = hamming_distance(one, other);
    const EntryId id = 1'000;
    ASSERT_TRUE(index_->add(id, one));
    std::atomic<int> wrong = 0;
    run([&](std::uint64_t step) { ASSERT_TRUE(index_->replace(id, step % 2 ? one : other)); },
        [&](Random&) {
            for (const Match& match : index_->k_nearest(one, fixed_entries + 1, bits))
                if (match.id == id && match.distance != 0 && match.distance != apart)
                    ++wrong;
        });
    EXPECT_EQ(wrong, 0);
}

TEST_F(IndexThreads, GrowthAndClearUnderReaders) {
    std::atomic<int> wrong = 0;
    EntryId next = 1'000;
    run(
        [&](std::uint64_t step) {
            if (step % 20'000 == 19'999)
                index_->clear();
            ASSERT_TRUE(index_->add(next++, fixed_[step % fixed_entries]));
        },
        [&](Random& random) {
            const auto match = index_->nearest(fixed_[random() % fixed_entries], 0);
            if (match && match->distance != 0)
                ++wrong;
            if (index_->memory_bytes() == 0)
                ++wrong;
        });
    EXPECT_EQ(wrong, 0);
}

TEST(IndexGrowth, WhatWasAddedIsFoundWhileFirstChunksMakeWay) {
    constexpr std::size_t entries = 600;
    Random random(5);
    std::vector<Code> codes(entries, Code(bits));
    for (Code& code : codes)
        code = random_code(bits, random);
    int wrong = 0;
    for (int round = 0; round < 50; ++round) {
        const auto index = make_index(bits, entries).value();
        std::atomic<std::size_t> added = 0;
        std::thread writer([&] {
            for (EntryId id = 0; id < entries; ++id)
                if (index->add(id, codes[id]))
                    added.store(id + 1, std::memory_order_release);
        });
        for (std::size_t there = 0, look = 0; there < entries; ++look) {
            there = added.load(std::memory_order_acquire);
            if (const EntryId id = there == 0 ? 0 : look % there; there > 0)
                wrong += index->nearest(codes[id], 38) != Match{id, 0};
        }
        writer.join();
    }
    EXPECT_EQ(wrong, 0);
}

} // namespace
} // namespace bsc::test

#include "engine/cache/eviction/access_log.h"
#include "engine/index/code_index.h"

#include <algorithm>
#include <atomic>
#include <gmock/gmock.h>
#include <map>
#include <thread>
#include <utility>
#include <vector>

namespace bsc::test {
namespace {

TEST(AccessLog, GivesBackInOrderAndForgetsTheEarliest) {
    AccessLog log(4);
    std::vector<EntryId> seen;
    const auto drain = [&] {
        seen.clear();
        log.drain([&](EntryId id, std::uint64_t) { seen.push_back(id); });
        return seen;
    };
    EXPECT_THAT(drain(), testing::IsEmpty());
    for (EntryId id : {5, 6, 5})
        log.note(id);
    EXPECT_THAT(drain(), testing::ElementsAre(5, 6, 5));
    for (EntryId id = 1; id <= 7; ++id)
        log.note(id);
    EXPECT_THAT(drain(), testing::ElementsAre(4, 5, 6, 7));
    EXPECT_THAT(drain(), testing::IsEmpty());
}

TEST(AccessLog, NumbersUsesAndCountsThoseThatWait) {
    AccessLog log(8);
    using Numbered = std::pair<std::uint64_t, std::uint64_t>;
    std::vector<Numbered> seen;
    const auto visit = [&](std::uint64_t use, std::uint64_t number) {
        seen.emplace_back(use, number);
    };
    EXPECT_EQ(log.note(5), 1u);
    EXPECT_EQ(log.note(0), 2u); // counts, but is nobody's
    EXPECT_EQ(log.note(6), 3u);
    log.drain(visit);
    EXPECT_EQ(log.note(7), 1u);
    log.drain(visit);
    EXPECT_THAT(seen, testing::ElementsAre(Numbered{5, 1}, Numbered{6, 3}, Numbered{7, 4}));
    EXPECT_EQ(log.noted(), 4u);
}

TEST(AccessLog, OfThreadsThatDrainAtOnceOneGetsAUse) {
    constexpr std::uint64_t threads = 3, uses = 20'000;
    AccessLog log(1 << 16);
    std::vector<std::atomic<int>> seen(threads * uses + 1);
    std::atomic<int> impossible = 0;
    const auto visit = [&](std::uint64_t use, std::uint64_t) { ++seen[use]; };
    {
        std::vector<std::jthread> noting;
        for (std::uint64_t t = 0; t < threads; ++t)
            noting.emplace_back([&, t] {
                for (std::uint64_t i = 1; i <= uses; ++i) {
                    const std::uint64_t waiting = log.note(t * uses + i);
                    impossible += waiting > threads * uses;
                    if (waiting >= 8)
                        log.drain(visit);
                }
            });
    }
    log.drain(visit);
    EXPECT_EQ(impossible, 0);
    EXPECT_THAT(seen, testing::Each(testing::Le(1)));
    const auto noted = std::ranges::count_if(seen, [](int times) { return times == 1; });
    EXPECT_GT(noted, static_cast<long>(uses));
}

TEST(AccessLog, ReadersNoteWhileTheWriterDrains) {
    AccessLog log(1 << 16);
    constexpr int readers = 3, uses = 5000;
    std::atomic<int> running = readers;
    std::vector<std::jthread> threads;
    for (int r = 1; r <= readers; ++r)
        threads.emplace_back([&, r] {
            for (int i = 0; i < uses; ++i)
                log.note(static_cast<EntryId>(r));
            --running;
        });
    std::map<EntryId, int> seen;
    const auto visit = [&](EntryId id, std::uint64_t) { ++seen[id]; };
    while (running > 0)
        log.drain(visit);
    threads.clear();
    log.drain(visit);
    for (const auto& [id, count] : seen) {
        EXPECT_GE(id, 1u);
        EXPECT_LE(id, static_cast<EntryId>(readers));
        EXPECT_LE(count, uses);
    }
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(readers));
}

} // namespace
} // namespace bsc::test

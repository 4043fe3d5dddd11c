#include "tests/cache/policy_bed.h"

#include <gmock/gmock.h>

namespace bsc::test {
namespace {

/// Ids in order of arrival.
struct PlainFifo {
    std::vector<EntryId> queue;

    void inserted(EntryId id, const CacheEntry&) { queue.push_back(id); }
    void used(EntryId) {}
    void left(EntryId id, Departure) { std::erase(queue, id); }
    std::vector<EntryId> choose(std::size_t n) const {
        return {queue.begin(),
                queue.begin() + static_cast<std::ptrdiff_t>(std::min(n, queue.size()))};
    }
};

TEST(Fifo, VictimsAreThoseOfAPlainQueue) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        PolicyBed bed("fifo", 30);
        PlainFifo plain;
        TraceAgainstModel(bed, plain, 30, 150, seed).run(3000, 7);
    }
}

TEST(Fifo, ScoreIsTheAgeInSeconds) {
    PolicyBed bed("fifo", 10);
    bed.add(1);
    bed.now_us += 12'000'000;
    const Victim victim = bed.choose(1).at(0);
    EXPECT_DOUBLE_EQ(victim.score, 12);
    EXPECT_EQ(victim.reason, "first in: stored 12 s ago");
}

TEST(Fifo, AnEntryThatIsPutBackKeepsItsAgeAndIsNamedOnce) {
    PolicyBed bed("fifo", 10);
    for (std::uint64_t request = 1; request <= 3; ++request)
        bed.add(request);
    bed.drop(1, Departure::erased);
    bed.put(1, 1, Code(), 0);
    bed.policy->on_restore(*bed.find(1));
    EXPECT_THAT(bed.victims(10), testing::ElementsAre(1, 2, 3));
}

TEST(Fifo, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("fifo"), 10'000u); }

} // namespace
} // namespace bsc::test

#include "tests/cache/policy_bed.h"

namespace bsc::test {
namespace {

/// Algorithm 1 of the paper, with an index for the hand.
struct PlainSieve {
    struct Object {
        EntryId id;
        bool visited;
    };
    std::vector<Object> queue; ///< tail first
    std::size_t hand = 0;      ///< queue.size(): none

    void inserted(EntryId id, const CacheEntry&) {
        const bool none = hand >= queue.size();
        queue.push_back({id, false});
        if (none)
            hand = queue.size();
    }
    void used(EntryId id) { std::ranges::find(queue, id, &Object::id)->visited = true; }
    void left(EntryId id, Departure) {
        const auto it = std::ranges::find(queue, id, &Object::id);
        if (it == queue.end())
            return;
        const auto at = static_cast<std::size_t>(it - queue.begin());
        const bool none = hand >= queue.size();
        queue.erase(it);
        if (none)
            hand = queue.size();
        else if (at < hand)
            --hand;
    }
    std::vector<EntryId> choose(std::size_t n) {
        std::vector<EntryId> ids;
        while (ids.size() < n && !queue.empty()) {
            if (hand >= queue.size())
                hand = 0;
            while (queue[hand].visited) {
                queue[hand].visited = false;
                if (++hand == queue.size())
                    hand = 0;
            }
            ids.push_back(queue[hand].id);
            queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(hand));
        }
        return ids;
    }
};

TEST(Sieve, VictimsAreThoseOfThePapersAlgorithm) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        PolicyBed bed("sieve", 30);
        PlainSieve plain;
        TraceAgainstModel(bed, plain, 30, 150, seed).run(3000, 7);
    }
}

TEST(Sieve, SparesWhatWasUsedUntilTheHandComesAgain) {
    PolicyBed bed("sieve", 10);
    for (std::uint64_t request = 1; request <= 3; ++request)
        bed.add(request);
    bed.use(1);
    EXPECT_EQ(bed.victims(1), std::vector<EntryId>{2});
    bed.drop(2);
    EXPECT_EQ(bed.victims(1), std::vector<EntryId>{3});
    bed.drop(3);
    EXPECT_EQ(bed.victims(1), std::vector<EntryId>{1});
}

TEST(Sieve, TheEntryUnderTheHandMayLeave) {
    PolicyBed bed("sieve", 10);
    for (std::uint64_t request = 1; request <= 4; ++request)
        bed.add(request);
    EXPECT_EQ(bed.victims(1), std::vector<EntryId>{1});
    bed.drop(1);
    bed.drop(2, Departure::expired); // the hand was here
    EXPECT_EQ(bed.victims(9), (std::vector<EntryId>{3, 4}));
}

TEST(Sieve, ReasonTellsTheAge) {
    PolicyBed bed("sieve", 10);
    bed.add(1);
    bed.now_us += 20'000'000;
    const Victim victim = bed.choose(1).at(0);
    EXPECT_DOUBLE_EQ(victim.score, 20);
    EXPECT_EQ(victim.reason, "not used since the hand last passed: stored 20 s ago");
}

TEST(Sieve, NamesNobodyWhenTheTimeIsOver) {
    PolicyBed bed("sieve", 10);
    bed.add(1);
    EXPECT_TRUE(bed.choose(1, std::chrono::steady_clock::now()).empty());
    EXPECT_EQ(bed.victims(1).size(), 1u);
}

TEST(Sieve, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("sieve"), 10'000u); }

} // namespace
} // namespace bsc::test

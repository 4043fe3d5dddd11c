#include "tests/cache/policy_bed.h"

namespace bsc::test {
namespace {

/// A count for each id; the order of a map is the order of age.
struct PlainLfu {
    std::map<EntryId, unsigned> counts;

    void inserted(EntryId id, const CacheEntry&) { counts[id] = 0; }
    void used(EntryId id) { ++counts[id]; }
    void left(EntryId id, Departure) { counts.erase(id); }
    std::vector<EntryId> choose(std::size_t n) const {
        std::vector<std::pair<unsigned, EntryId>> sorted;
        for (const auto& [id, count] : counts)
            sorted.emplace_back(count, id);
        std::ranges::sort(sorted);
        std::vector<EntryId> ids;
        for (std::size_t i = 0; i < std::min(n, sorted.size()); ++i)
            ids.push_back(sorted[i].second);
        return ids;
    }
};

TEST(Lfu, VictimsAreThoseOfAPlainSort) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        PolicyBed bed("lfu", 30);
        PlainLfu plain;
        TraceAgainstModel(bed, plain, 30, 150, seed).run(3000, 7);
    }
}

TEST(Lfu, ScoreIsTheNumberOfUses) {
    PolicyBed bed("lfu", 10);
    bed.use(bed.add(1));
    bed.now_us += 3'000'000;
    const Victim victim = bed.choose(1).at(0);
    EXPECT_DOUBLE_EQ(victim.score, 1);
    EXPECT_EQ(victim.reason, "least frequently used: 1 use in 3.0 s");
}

TEST(Lfu, CountsSurviveNewCodes) {
    PolicyBed bed("lfu", 10);
    bed.use(bed.add(1));
    bed.add(2);
    bed.recode([](EntryId) { return Code(64); });
    EXPECT_EQ(bed.victims(1), std::vector<EntryId>{2});
    bed.use(2);
    bed.use(2);
    EXPECT_EQ(bed.victims(1), std::vector<EntryId>{1});
}

TEST(Lfu, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("lfu"), 10'000u); }

} // namespace
} // namespace bsc::test

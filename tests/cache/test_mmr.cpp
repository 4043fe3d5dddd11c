#include "engine/code/hamming.h"
#include "tests/cache/policy_bed.h"

namespace bsc::test {
namespace {

/// The formula, all pairs compared anew for each victim.
std::vector<std::pair<EntryId, double>> plain_mmr(const PolicyBed& bed, double lambda,
                                                  std::size_t n) {
    std::vector<const CacheEntry*> remaining;
    for (const auto& [id, entry] : bed.entries)
        remaining.push_back(entry.get());
    const auto used = [](const CacheEntry* e) { return e->last_accessed_us.load(); };
    const auto [first, last] = std::ranges::minmax(remaining, {}, used);
    const double range = static_cast<double>(std::max<std::int64_t>(1, used(last) - used(first)));

    std::vector<std::pair<EntryId, double>> victims;
    while (victims.size() < n && !remaining.empty()) {
        const CacheEntry* lowest = nullptr;
        double lowest_score = 0;
        for (const CacheEntry* e : remaining) {
            double similarity = 0;
            for (const CacheEntry* other : remaining)
                if (other != e && other->partition == e->partition && e->code.bits() != 0 &&
                    other->code.bits() != 0)
                    similarity = std::max(
                        similarity,
                        1 - static_cast<double>(hamming_distance(e->code, other->code)) / bed.bits);
            const double recency = static_cast<double>(used(e) - used(first)) / range;
            const double score = lambda * recency - (1 - lambda) * similarity;
            if (!lowest || score < lowest_score) {
                lowest = e;
                lowest_score = score;
            }
        }
        victims.emplace_back(lowest->id, lowest_score);
        std::erase(remaining, lowest);
    }
    return victims;
}

struct Case {
    float lambda;
    unsigned bits;
    unsigned partitions;
};

class Mmr : public testing::TestWithParam<Case> {
  protected:
    Mmr() : bed("mmr", 60, {.lambda = GetParam().lambda}, GetParam().bits) {}

    Code some_code() {
        if (random() % 20 == 0)
            return Code();
        if (bed.entries.empty() || random() % 4 == 0)
            return random_code(random, bed.bits);
        const Code base =
            std::next(bed.entries.begin(), random() % bed.entries.size())->second->code;
        return base.bits() == 0 ? base : near(base, bed.bits / 4, random);
    }
    EntryId some_entry() {
        return std::next(bed.entries.begin(), random() % bed.entries.size())->first;
    }
    void choose_and_compare(std::size_t n) {
        const auto expected = plain_mmr(bed, GetParam().lambda, n);
        const auto found = bed.choose(n);
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            ASSERT_EQ(found[i].id, expected[i].first) << "victim " << i;
            ASSERT_DOUBLE_EQ(found[i].score, expected[i].second);
        }
    }

    std::mt19937 random{GetParam().bits + GetParam().partitions};
    PolicyBed bed;
};

TEST_P(Mmr, VictimsAreThoseOfThePlainFormula) {
    for (int step = 0; step < 4000 && !HasFailure(); ++step) {
        bed.now_us += random() % 3; // with ties
        const unsigned what = random() % 100;
        if (bed.entries.size() >= 60 || what == 0) {
            const std::size_t n = 1 + random() % 12;
            choose_and_compare(n);
            // Now and then the cache keeps some of them.
            for (const EntryId id : bed.victims(n))
                if (random() % 8 != 0)
                    bed.drop(id);
        } else if (what < 55 || bed.entries.empty()) {
            bed.add(random(), some_code(), random() % GetParam().partitions);
        } else if (what < 60) {
            const EntryId id = ++bed.last_id;
            bed.put(id, random(), some_code(), random() % GetParam().partitions);
            bed.policy->on_restore(*bed.find(id));
        } else if (what < 65) {
            bed.drop(some_entry(), random() % 2 ? Departure::erased : Departure::expired);
        } else if (what == 66) {
            std::map<EntryId, Code> codes;
            for (const auto& [id, entry] : bed.entries)
                codes[id] = some_code();
            bed.recode([&](EntryId id) { return codes[id]; });
        } else {
            bed.use(some_entry());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Mmr,
                         testing::Values(Case{0.5f, 64, 1}, Case{0.3f, 256, 3}, Case{0.f, 100, 2},
                                         Case{1.f, 64, 3}, Case{0.9f, 512, 30}));

TEST(MmrPolicy, OfTwoAlikeTheOlderUseGoes) {
    PolicyBed bed("mmr", 10, {}, 256);
    std::mt19937 random(1);
    const Code base = random_code(random, 256);
    Code close = base;
    close.words()[0] ^= 0xff; // 8 bits
    bed.add(1, random_code(random, 256));
    bed.add(2, base);
    bed.now_us += 2'000'000;
    bed.add(3, close);
    bed.now_us += 10'000'000;
    const auto victims = bed.choose(2);
    EXPECT_EQ(victims.at(0).id, 2u);
    EXPECT_EQ(victims.at(0).reason, "8 of 256 bits from its nearest neighbour, idle for 12 s");
    EXPECT_EQ(victims.at(1).id, 1u);
}

TEST(MmrPolicy, AnotherPartitionsTwinDoesNotCount) {
    PolicyBed bed("mmr", 10, {.lambda = 0.f});
    std::mt19937 random(1);
    const Code code = random_code(random, 64);
    bed.add(1, code, 1);
    bed.add(2, code, 2);
    EXPECT_EQ(bed.choose(1).at(0).reason, "nothing resembles it: idle for 0.0 s");
    EXPECT_EQ(bed.choose(1).at(0).score, 0);
}

TEST(MmrPolicy, RestoredEntriesLookForTheirNeighbours) {
    PolicyBed bed("mmr", 100, {}, 256);
    std::mt19937 random(2);
    for (EntryId id = 1; id <= 100; ++id) {
        bed.now_us += 1;
        bed.put(id, id, random_code(random, 256), 0);
        bed.policy->on_restore(*bed.find(id));
    }
    bed.last_id = 100;
    const auto expected = plain_mmr(bed, 0.5, 30);
    const auto found = bed.victims(30);
    for (std::size_t i = 0; i < 30; ++i)
        EXPECT_EQ(found.at(i), expected[i].first);
}

TEST(MmrPolicy, GivesWhatItHasWhenTheTimeIsOver) {
    PolicyBed bed("mmr", 10);
    bed.add(1, Code(64));
    EXPECT_TRUE(bed.choose(1, std::chrono::steady_clock::now()).empty());
    EXPECT_EQ(bed.victims(5).size(), 1u);
    bed.drop(1);
    EXPECT_TRUE(bed.victims(5).empty());
}

TEST(MmrPolicy, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("mmr"), 10'000u); }

} // namespace
} // namespace bsc::test

#include "engine/code/hamming.h"
#include "tests/cache/policy_bed.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <gmock/gmock.h>
#include <limits>
#include <map>
#include <optional>

namespace bsc::test {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Section 4 of the design, read plainly and written slowly: one partition, everything a loop over
/// everything. The ends of periods are looked for at misses only, as a reader must not do the work.
class PlainSage {
  public:
    struct Entry {
        EntryId id;
        Code code;
        std::array<float, 4> S;
        long ins;
    };
    struct Ghost {
        Code code;
        std::array<float, 4> S;
    };

    PlainSage(std::size_t capacity, unsigned radius) : C(capacity), r(radius), ghosts(4 * C) {
        const std::array<double, 4> factor{1.5, 5, 15, 50};
        for (int k = 0; k < 4; ++k) {
            H[k] = std::max(30.0, factor[k] * static_cast<double>(C));
            theta[k] = -infinity;
        }
    }

    Entry* nearest(const Code& q) {
        Entry* best = nullptr;
        for (Entry& e : entries) {
            const unsigned d = hamming_distance(e.code, q);
            if (d <= r && (!best || d < hamming_distance(best->code, q)))
                best = &e;
        }
        return best;
    }

    void hit(Entry& e) {
        ++t;
        if (seq - e.ins >= w())
            for (int k = 0; k < 4; ++k)
                hk[k] += e.S[k] >= theta[k];
        for (int k = 0; k < 4; ++k)
            e.S[k] = lse2(e.S[k], now(k));
    }

    /// The id of the victim, if it takes one.
    std::optional<EntryId> miss(EntryId id, const Code& q) {
        ++t;
        tick();
        std::array<float, 4> s;
        for (int k = 0; k < 4; ++k)
            s[k] = now(k);
        std::optional<std::size_t> freed;
        if (const auto g = nearest_ghost(q)) {
            for (int k = 0; k < 4; ++k) {
                hk[k] += ghosts[*g]->S[k] >= theta[k];
                s[k] = lse2(s[k], ghosts[*g]->S[k]);
            }
            ghosts[*g].reset();
            freed = g;
            ++ghosts_met;
        }
        std::optional<EntryId> gone;
        if (entries.size() == C) {
            std::size_t v = entries.size();
            for (std::size_t i = 0; i < entries.size(); ++i)
                if (seq - entries[i].ins >= w() &&
                    (v == entries.size() || entries[i].S[cur] < entries[v].S[cur]))
                    v = i;
            bury({entries[v].code, entries[v].S}, freed);
            gone = entries[v].id;
            entries.erase(entries.begin() + static_cast<long>(v));
        }
        entries.push_back({id, q, s, ++seq});
        return gone;
    }

    unsigned cur = 2;
    int ghosts_met = 0, ticks = 0;
    std::vector<Entry> entries;

  private:
    static float lse2(float a, float b) {
        return std::max(a, b) + std::log2(1.f + std::exp2(std::min(a, b) - std::max(a, b)));
    }
    float now(int k) const { return static_cast<float>(static_cast<double>(t) / H[k]); }
    long w() const { return static_cast<long>(C / 20); }

    std::optional<std::size_t> nearest_ghost(const Code& q) const {
        std::optional<std::size_t> best;
        for (std::size_t g = 0; g < ghosts.size(); ++g)
            if (ghosts[g] && hamming_distance(ghosts[g]->code, q) <= r &&
                (!best || nearer(*ghosts[g], *ghosts[*best], q)))
                best = g;
        return best;
    }
    static bool nearer(const Ghost& a, const Ghost& b, const Code& q) {
        const unsigned from_a = hamming_distance(a.code, q), from_b = hamming_distance(b.code, q);
        return from_a < from_b || (from_a == from_b && a.S[0] > b.S[0]);
    }

    void bury(const Ghost& v, std::optional<std::size_t> freed) {
        if (!freed)
            for (std::size_t g = 0; g < ghosts.size() && !freed; ++g)
                if (!ghosts[g])
                    freed = g;
        if (!freed) {
            freed = hand;
            hand = (hand + 1) % ghosts.size();
        }
        ghosts[*freed] = v;
    }

    void tick() {
        if (t - last < static_cast<long>(C / 4 + 50))
            return;
        ++ticks;
        const double past = static_cast<double>(t - last);
        for (int k = 0; k < 4; ++k) {
            ew[k] = ew[k] * std::exp2(-past / static_cast<double>(5 * C + 500)) + hk[k];
            hk[k] = 0;
        }
        for (unsigned k = 0; k < 4; ++k)
            if (ew[k] > ew[cur])
                cur = k;
        last = t;
        for (int k = 0; k < 4; ++k) {
            std::vector<float> all;
            for (const Entry& e : entries)
                all.push_back(e.S[k]);
            for (const auto& g : ghosts)
                if (g)
                    all.push_back(g->S[k]);
            std::ranges::sort(all, std::greater{});
            if (all.size() > C)
                theta[k] = all[C - 1];
        }
    }

    std::size_t C;
    unsigned r;
    std::vector<std::optional<Ghost>> ghosts;
    std::size_t hand = 0;
    std::array<double, 4> H, ew{};
    std::array<float, 4> theta;
    std::array<int, 4> hk{};
    long t = 0, seq = 0, last = 0;
};

/// Requests whose popularity shifts: classes with paraphrases 0..8 bits apart, and one-offs.
class Requests {
  public:
    Requests(std::size_t classes, unsigned bits, unsigned seed) : bits_(bits), random_(seed) {
        for (std::size_t i = 0; i < classes; ++i)
            centres_.push_back(random_code(random_, bits));
    }
    Code next() {
        ++count_;
        if (random_() % 4 == 0)
            return random_code(random_, bits_);
        const double u = std::uniform_real_distribution<>(0, 1)(random_);
        const auto rank = static_cast<std::size_t>(static_cast<double>(centres_.size()) * u * u);
        return near(centres_[(rank + count_ / 500) % centres_.size()], random_() % 9, random_);
    }

  private:
    unsigned bits_;
    std::mt19937 random_;
    std::vector<Code> centres_;
    std::size_t count_ = 0;
};

class SageAgainstPlain : public testing::TestWithParam<std::tuple<unsigned, unsigned>> {};

TEST_P(SageAgainstPlain, TheSameVictims) {
    const auto [capacity, seed] = GetParam();
    PolicyBed bed("sage", capacity, {.ghosts_per_entry = 4}); // as in the definition
    PlainSage plain(capacity, bed.bits * 15 / 100);
    Requests requests(capacity * 3, bed.bits, seed);
    std::array<int, 4> chosen{};
    int evicted = 0;
    for (int step = 0; step < 6000; ++step) {
        const Code q = requests.next();
        if (PlainSage::Entry* e = plain.nearest(q)) {
            bed.use(e->id);
            plain.hit(*e);
            continue;
        }
        const auto gone = plain.miss(bed.last_id + 1, q);
        if (gone) {
            ASSERT_EQ(bed.victims(1), std::vector{*gone}) << "step " << step;
            bed.drop(*gone);
            ++evicted;
        }
        bed.add(bed.last_id + 1, q);
        ++chosen[plain.cur];
    }
    EXPECT_GT(evicted, 1000);
    EXPECT_GT(plain.ghosts_met, 100);
    EXPECT_GT(plain.ticks, 10);
}

INSTANTIATE_TEST_SUITE_P(Traces, SageAgainstPlain,
                         testing::Combine(testing::Values(3u, 10u, 40u, 100u, 200u),
                                          testing::Range(1u, 4u)));

/// A cache of `capacity` filled with one-offs, the first entry asked for `uses` times.
EntryId fill(PolicyBed& bed, std::size_t capacity, int uses, const Code& first,
             std::uint64_t partition, std::mt19937& random) {
    const EntryId id = bed.add(1, first, partition);
    for (int i = 0; i < uses; ++i)
        bed.use(id);
    while (bed.entries.size() < capacity)
        bed.add(bed.last_id + 1, random_code(random, bed.bits), partition);
    return id;
}

TEST(Sage, FameComesBackByMeaningInItsPartitionOnly) {
    for (const std::uint64_t partition : {0u, 1u}) {
        std::mt19937 random(7);
        PolicyBed bed("sage", 15);
        const Code known = random_code(random, bed.bits);
        bed.drop(fill(bed, 15, 50, known, 0, random));
        const EntryId back = bed.add(100, near(known, 5, random), partition);
        for (int i = 0; i < 2; ++i) // two uses are more than none ...
            for (const auto& [id, entry] : bed.entries)
                if (id != back)
                    bed.use(id);
        const std::vector<EntryId> order = bed.victims(15);
        // ... and less than fifty, if those are remembered.
        EXPECT_EQ(order.back() == back, partition == 0);
        EXPECT_EQ(order.front() == back, partition == 1);
    }
}

TEST(Sage, WhatAPersonTookOutIsNotRemembered) {
    for (const Departure why : {Departure::erased, Departure::expired}) {
        std::mt19937 random(7);
        PolicyBed bed("sage", 15);
        const Code known = random_code(random, bed.bits);
        bed.drop(fill(bed, 15, 50, known, 0, random), why);
        const EntryId back = bed.add(100, known);
        for (int i = 0; i < 2; ++i)
            for (const auto& [id, entry] : bed.entries)
                if (id != back)
                    bed.use(id);
        EXPECT_EQ(bed.victims(1) == std::vector{back}, why == Departure::erased);
    }
}

TEST(Sage, AReplacementInheritsTheScores) {
    PolicyBed bed("sage", 15);
    std::mt19937 random(7);
    const EntryId former = fill(bed, 15, 50, random_code(random, bed.bits), 0, random);
    const EntryId heir = bed.add(1, random_code(random, bed.bits));
    bed.drop(former, Departure::replaced);
    EXPECT_EQ(bed.victims(15).back(), heir);
}

TEST(Sage, NewEntriesAreSafeForATwentiethOfTheCapacity) {
    PolicyBed bed("sage", 100);
    for (std::uint64_t request = 1; request <= 100; ++request)
        bed.add(request);
    for (EntryId id = 1; id <= 96; ++id)
        for (int i = 0; i < 3; ++i)
            bed.use(id);
    EXPECT_THAT(bed.victims(1), testing::ElementsAre(1)) << "97 to 100 are in grace, 96 too";
    bed.add(101);
    bed.add(102);
    EXPECT_THAT(bed.victims(1), testing::ElementsAre(97)) << "the newest five are 98 to 102";
}

TEST(Sage, ABatchIsTheLowestInOrderAndTheyStay) {
    PolicyBed bed("sage", 40);
    std::mt19937 random(3);
    for (std::uint64_t request = 1; request <= 40; ++request)
        bed.add(request);
    for (int i = 0; i < 300; ++i)
        bed.use(1 + random() % 40);
    std::vector<double> scores;
    for (const Victim& victim : bed.choose(38))
        scores.push_back(victim.score);
    EXPECT_TRUE(std::ranges::is_sorted(scores));
    const auto batch = bed.victims(10);
    EXPECT_EQ(bed.victims(10), batch);
    EXPECT_EQ(bed.victims(1).front(), batch.front());
    EXPECT_EQ(bed.victims(100).size(), 40u);
    EXPECT_TRUE(bed.choose(5, std::chrono::steady_clock::now()).empty());
}

TEST(Sage, LongAnswersStayWhereThatIsWanted) {
    for (const float weight : {0.f, 0.5f}) {
        PolicyBed bed("sage", 10, {.cost_weight = weight});
        const auto add = [&](std::uint64_t request, std::uint32_t tokens) {
            const EntryId id = ++bed.last_id;
            bed.put(id, request, Code(), 0);
            bed.entries.at(id)->tokens = tokens;
            bed.policy->on_insert(*bed.entries.at(id));
            return id;
        };
        const EntryId long_answer = add(1, 4000);
        const EntryId short_answer = add(2, 20);
        EXPECT_EQ(bed.victims(1).front(), weight == 0 ? long_answer : short_answer);
    }
}

TEST(Sage, ManyRequestsDoNotWearTheScoresDown) {
    PolicyBed bed("sage", 4);
    for (std::uint64_t request = 1; request <= 4; ++request)
        bed.add(request);
    // 4.2 million requests: the counter is taken back six times.
    for (int i = 0; i < 1'050'000; ++i) {
        for (const EntryId id : {3, 1, 4, 2})
            bed.use(id);
        if (i % 1000 == 0)
            (void)bed.victims(1);
    }
    const auto order = bed.choose(4);
    std::vector<EntryId> ids;
    for (const Victim& victim : order) {
        ids.push_back(victim.id);
        EXPECT_NEAR(victim.score, -2, 0.1) << "one request in four";
    }
    EXPECT_THAT(ids, testing::ElementsAre(3, 1, 4, 2));
}

TEST(Sage, WhatComesAsTheCounterIsTakenBackIsAsNewAsTheNext) {
    PolicyBed bed("sage", 8);
    const EntryId old = bed.add(1);
    for (int i = 0; i < 1 << 20; ++i)
        bed.use(old);
    const EntryId then = bed.add(2), next = bed.add(3);
    std::map<EntryId, double> scores;
    for (const Victim& victim : bed.choose(3))
        scores[victim.id] = victim.score;
    EXPECT_NEAR(scores.at(then), scores.at(next), 0.1);
    EXPECT_LT(scores.at(next), scores.at(old));
}

TEST(Sage, AcrossPartitionsTheRarerRequestedGoes) {
    // A busy partition with a group of its own, and 200 with an entry each.
    PolicyBed bed("sage", 600);
    std::mt19937 random(9);
    for (int i = 0; i < 400; ++i)
        bed.add(bed.last_id + 1, random_code(random, bed.bits), 0);
    for (int i = 0; i < 200; ++i)
        bed.add(bed.last_id + 1, random_code(random, bed.bits), 1 + bed.last_id);
    for (int i = 0; i < 20'000; ++i)
        bed.use(i % 10 == 0 ? 401 + random() % 200 : 1 + random() % 400);
    int lone = 0;
    for (const EntryId id : bed.victims(100))
        lone += id > 400;
    EXPECT_GT(lone, 90) << "asked for once in 2000 requests, the others once in 444";
}

TEST(Sage, SmallPartitionsCostLittle) {
    PolicyBed bed("sage", 20'000);
    std::mt19937 random(9);
    for (std::uint64_t i = 0; i < 20'000; ++i)
        bed.add(i, random_code(random, bed.bits), i);
    EXPECT_LT(bed.policy->memory_bytes() / 20'000, 160u);
}

TEST(Sage, MemoryStaysBounded) {
    PolicyBed bed("sage", 1000, {}, 256);
    std::mt19937 random(9);
    for (int i = 0; i < 10'000; ++i) {
        if (bed.entries.size() == 1000)
            bed.drop(bed.victims(1).front());
        bed.add(bed.last_id + 1, random_code(random, bed.bits));
    }
    EXPECT_LT(bed.policy->memory_bytes() / 1000, 280u);
    EXPECT_LT(memory_after_churn("sage"), 100'000u);
}

/// A policy with a past, and one that gets its memory.
class SageMemory : public testing::Test {
  protected:
    SageMemory() {
        std::mt19937 random(4);
        Requests requests(900, bed.bits, 4);
        for (int i = 0; i < 6000; ++i) {
            if (!bed.entries.empty() && random() % 3 == 0) {
                bed.use(
                    std::next(bed.entries.begin(), static_cast<long>(random() % bed.entries.size()))
                        ->first);
                continue;
            }
            if (bed.entries.size() == 300)
                bed.drop(bed.victims(1).front());
            bed.add(bed.last_id + 1, requests.next(), random() % 10 == 0);
        }
        memory = bed.policy->learned();
    }

    void restore_entries(PolicyBed& into) const {
        for (const auto& [id, entry] : bed.entries) {
            into.put(id, id, entry->code, 0);
            into.entries.at(id)->partition = entry->partition;
            into.policy->on_restore(*into.entries.at(id));
            into.last_id = id;
        }
    }

    PolicyBed bed{"sage", 300};
    PolicyBed other{"sage", 300};
    std::string memory;
};

TEST_F(SageMemory, GoesOnWhereItWas) {
    restore_entries(other);
    ASSERT_TRUE(other.policy->learn(memory));
    // Grace is not kept; the order of all others is.
    auto before = bed.victims(300), after = other.victims(300);
    std::erase_if(before, [&](EntryId id) { return bed.last_id - id < 40; });
    std::erase_if(after, [&](EntryId id) { return bed.last_id - id < 40; });
    EXPECT_EQ(after, before);
    // Ghosts are met again: the same codes come back to the same standing.
    std::mt19937 random(8);
    Requests requests(900, bed.bits, 4);
    for (int i = 0; i < 300; ++i) {
        const Code q = requests.next();
        for (PolicyBed* each : {&bed, &other}) {
            each->drop(each->entries.rbegin()->first, Departure::erased);
            each->add(1'000'000 + static_cast<std::uint64_t>(i), q, 0);
        }
        const EntryId a = bed.last_id, b = other.last_id;
        const auto rank = [](PolicyBed& in, EntryId id) {
            const auto all = in.choose(300);
            return std::ranges::find(all, id, &Victim::id)->score;
        };
        if (i % 20 == 0) {
            ASSERT_NEAR(rank(bed, a), rank(other, b), 0.3);
        }
    }
}

TEST_F(SageMemory, IsTheSameAfterARoundTrip) {
    restore_entries(other);
    ASSERT_TRUE(other.policy->learn(memory));
    EXPECT_EQ(other.policy->learned().size(), memory.size());
}

TEST_F(SageMemory, DamageIsNoticedAndNothingElseIsLost) {
    restore_entries(other);
    const auto before = other.victims(300);
    for (const std::size_t cut :
         {std::size_t{0}, std::size_t{3}, std::size_t{50}, memory.size() / 2, memory.size() - 1}) {
        const auto taken = other.policy->learn(std::string_view(memory).substr(0, cut));
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().code, ErrorCode::wrong_format);
    }
    std::mt19937 random(2);
    for (int i = 0; i < 200; ++i) {
        std::string damaged = memory;
        for (int j = 0; j < 8; ++j)
            damaged[random() % 200] = static_cast<char>(random());
        (void)other.policy->learn(damaged); // whatever it says, it neither crashes nor hangs
    }
    PolicyBed fresh{"sage", 300};
    restore_entries(fresh);
    EXPECT_FALSE(fresh.policy->learn(memory + "x"));
    EXPECT_EQ(fresh.victims(300), before);
    PolicyBed wider{"sage", 300, {}, 128};
    EXPECT_FALSE(wider.policy->learn(memory)) << "codes of another width";
}

TEST_F(SageMemory, ASmallerCacheTakesTheYoungestGhosts) {
    PolicyBed smaller{"sage", 50};
    ASSERT_TRUE(smaller.policy->learn(memory));
    EXPECT_LT(smaller.policy->learned().size(), memory.size() / 3);
    EXPECT_GT(smaller.policy->learned().size(), 150u * 28);
}

} // namespace
} // namespace bsc::test

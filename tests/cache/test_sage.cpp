#include "engine/code/hamming.h"
#include "tests/cache/policy_bed.h"

#include <array>
#include <cmath>
#include <limits>
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
    PolicyBed bed("sage", capacity);
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

} // namespace
} // namespace bsc::test

#include "engine/code/hamming.h"
#include "tests/cache/policy_bed.h"

#include <deque>
#include <gmock/gmock.h>
#include <optional>

namespace bsc::test {
namespace {

/// The paper's figure 4 with "x in B1" read as "x near a code in B1", everything a loop. What a
/// ghost teaches comes after the victim is chosen.
class PlainArc {
  public:
    struct Page {
        EntryId id;
        Code code;
    };
    using List = std::deque<Page>; ///< least recently used first

    PlainArc(std::size_t capacity, unsigned radius) : c(capacity), r(radius) {}

    std::optional<EntryId> nearest(const Code& q) const {
        const Page* best = nullptr;
        for (const List* list : {&T1, &T2})
            for (const Page& page : *list)
                if (distance(page, q) <= r &&
                    (!best || std::pair(distance(page, q), page.id) <
                                  std::pair(distance(*best, q), best->id)))
                    best = &page;
        return best ? std::optional(best->id) : std::nullopt;
    }

    void hit(EntryId id) {
        for (List* list : {&T1, &T2})
            for (std::size_t i = 0; i < list->size(); ++i)
                if ((*list)[i].id == id) {
                    const Page page = (*list)[i];
                    list->erase(list->begin() + static_cast<long>(i));
                    T2.push_back(page);
                    return;
                }
    }

    std::optional<EntryId> replace() {
        if (T1.size() + T2.size() < c)
            return std::nullopt;
        const bool once = !T1.empty() && (static_cast<double>(T1.size()) > p || T2.empty());
        List &from = once ? T1 : T2, &to = once ? B1 : B2;
        to.push_back(from.front());
        from.pop_front();
        return to.back().id;
    }

    void insert(const Page& x) {
        Page* ghost = nullptr;
        List* of = nullptr;
        for (List* list : {&B1, &B2})
            for (Page& page : *list)
                if (distance(page, x.code) <= r &&
                    (!ghost || distance(page, x.code) < distance(*ghost, x.code))) {
                    ghost = &page;
                    of = list;
                }
        if (!ghost) {
            T1.push_back(x);
        } else {
            const double b1 = static_cast<double>(B1.size()), b2 = static_cast<double>(B2.size());
            if (of == &B1)
                p = std::min(static_cast<double>(c), p + std::max(b2 / b1, 1.0));
            else
                p = std::max(0.0, p - std::max(b1 / b2, 1.0));
            ++(of == &B1 ? met_once : met_again);
            const EntryId id = ghost->id;
            std::erase_if(*of, [&](const Page& page) { return page.id == id; });
            T2.push_back(x);
        }
        while (!B1.empty() && T1.size() + B1.size() > c)
            B1.pop_front();
        while (!B2.empty() && T1.size() + T2.size() + B1.size() + B2.size() > 2 * c)
            B2.pop_front();
    }

    int met_once = 0, met_again = 0;
    List T1, T2, B1, B2;

  private:
    static unsigned distance(const Page& page, const Code& q) {
        return hamming_distance(page.code, q);
    }

    std::size_t c;
    unsigned r;
    double p = 0;
};

class ArcAgainstPlain : public testing::TestWithParam<std::tuple<unsigned, unsigned>> {};

TEST_P(ArcAgainstPlain, TheSameVictims) {
    const auto [capacity, seed] = GetParam();
    PolicyBed bed("s-arc", capacity, {}, 256); // so wide that no two ghosts are equally near
    PlainArc plain(capacity, 256 * 15 / 100);
    std::mt19937 random(seed);
    std::vector<Code> centres;
    for (unsigned i = 0; i < capacity * 4; ++i)
        centres.push_back(random_code(random, 256));
    for (int step = 0; step < 5000; ++step) {
        const double u = std::uniform_real_distribution<>(0, 1)(random);
        const auto rank = static_cast<std::size_t>(static_cast<double>(centres.size()) * u * u);
        const Code q =
            near(centres[(rank + static_cast<unsigned>(step) / 900) % centres.size()], 20, random);
        if (const auto known = plain.nearest(q)) {
            bed.use(*known);
            plain.hit(*known);
            continue;
        }
        if (const auto gone = plain.replace()) {
            ASSERT_EQ(bed.victims(1), std::vector{*gone}) << "step " << step;
            bed.drop(*gone);
        }
        plain.insert({bed.add(bed.last_id + 1, q), q});
    }
    EXPECT_GT(plain.met_once, 50);
    EXPECT_GT(plain.met_again, 20);
}

INSTANTIATE_TEST_SUITE_P(Traces, ArcAgainstPlain,
                         testing::Combine(testing::Values(8u, 50u, 150u), testing::Range(1u, 4u)));

TEST(Arc, GhostsAnswerInTheirPartitionOnly) {
    for (const std::uint64_t partition : {0u, 1u}) {
        PolicyBed bed("s-arc", 2);
        std::mt19937 random(5);
        const Code known = random_code(random, bed.bits);
        const EntryId first = bed.add(1, known, 0);
        bed.add(2, random_code(random, bed.bits), 0);
        bed.drop(first);
        bed.add(3, known, partition);
        // A ghost of T1 that was met makes T1 larger.
        EXPECT_THAT(bed.choose(1)[0].reason,
                    testing::HasSubstr(partition == 0 ? "1 were asked for once, 1 may be"
                                                      : "2 were asked for once, 0 may be"));
    }
}

TEST(Arc, BatchesAreInOrderAndStay) {
    PolicyBed bed("s-arc", 10);
    for (std::uint64_t request = 1; request <= 10; ++request)
        bed.add(request);
    bed.use(2);
    bed.use(1);
    EXPECT_THAT(bed.victims(10), testing::ElementsAre(3, 4, 5, 6, 7, 8, 9, 10, 2, 1));
    EXPECT_THAT(bed.victims(3), testing::ElementsAre(3, 4, 5));
    EXPECT_EQ(bed.choose(3, std::chrono::steady_clock::now()).size(), 0u);
}

TEST(Arc, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("s-arc"), 50'000u); }

} // namespace
} // namespace bsc::test

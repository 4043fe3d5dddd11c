#include "engine/index/planner.h"
#include "tests/index/code_sets.h"
#include "tests/index/machine_targets.h"
#include "tests/index/naive_index.h"

#include <gtest/gtest.h>

namespace bsc::test {
namespace {

/// One of this machine's instruction sets, by Highway's number. 0 is the portable level.
class IndexExact : public testing::TestWithParam<std::int64_t> {
  protected:
    void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
    void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

/// An index and the naive loop, changed alike and asked alike.
class Pair {
  public:
    explicit Pair(unsigned bits) : bits_(bits), index_(make_index(bits, 1000).value()) {}

    std::size_t size() const { return naive_.codes.size(); }
    EntryId any_id(Random& random) const {
        const auto it = naive_.codes.lower_bound(100 + random() % (next_id_ - 100));
        return (it == naive_.codes.end() ? naive_.codes.begin() : it)->first;
    }

    void add(const Code& code) {
        ASSERT_TRUE(index_->add(next_id_, code));
        naive_.codes.emplace(next_id_, code);
        next_id_ += 1;
    }
    void remove(EntryId id) {
        ASSERT_TRUE(index_->remove(id));
        naive_.codes.erase(id);
    }
    void replace(EntryId id, const Code& code) {
        ASSERT_TRUE(index_->replace(id, code));
        naive_.codes[id] = code;
    }

    void check(const Code& query) const {
        ASSERT_EQ(index_->size(), size());
        for (const unsigned radius : {0u, 1u, bits_ * 15 / 100, bits_ / 3, bits_, bits_ + 7}) {
            const auto expected = naive_.k_nearest(query, size() + 1, radius);
            const auto nearest = index_->nearest(query, radius);
            ASSERT_EQ(nearest, expected.empty() ? std::nullopt : std::optional(expected.front()));
            for (const std::size_t k : {std::size_t{1}, std::size_t{3}, size() + 1}) {
                const std::size_t found = std::min(k, expected.size());
                ASSERT_EQ(index_->k_nearest(query, k, radius),
                          std::vector(expected.begin(), expected.begin() + found));
            }
        }
    }

    /// Radii and numbers of matches that a ring answers, and one that it does not.
    void check_nearest(const Code& query) const {
        ASSERT_EQ(index_->size(), size());
        const auto expected = naive_.k_nearest(query, 40, bits_);
        for (const unsigned radius : {0u, 5u, 20u, 38u, 56u, 57u}) {
            std::vector<Match> within = expected;
            std::erase_if(within, [&](const Match& match) { return match.distance > radius; });
            ASSERT_EQ(index_->nearest(query, radius),
                      within.empty() ? std::nullopt : std::optional(within.front()));
            for (const std::size_t k : {2, 7, 32, 40})
                ASSERT_EQ(index_->k_nearest(query, k, radius),
                          std::vector(within.begin(), within.begin() + std::min(k, within.size())));
        }
    }
    void clear() {
        index_->clear();
        naive_.codes.clear();
    }

  private:
    unsigned bits_;
    std::unique_ptr<CodeIndex> index_;
    NaiveIndex naive_;
    EntryId next_id_ = 100;
};

TEST_P(IndexExact, EqualsTheNaiveLoopBetweenChanges) {
    Random random(7);
    for (const unsigned bits : {1u, 64u, 128u, 200u, 256u, 512u, 1024u})
        for (const CodeSet& set : code_sets(bits, random)) {
            SCOPED_TRACE(set.name + ", " + std::to_string(bits) + " bits");
            Pair pair(bits);
            for (int round = 0; round < 12; ++round) {
                for (int i = 0; i < 40; ++i)
                    pair.add(set.draw(random));
                for (int i = 0; i < 15; ++i)
                    pair.remove(pair.any_id(random));
                for (int i = 0; i < 10; ++i)
                    pair.replace(pair.any_id(random), set.draw(random));
                pair.check(set.draw(random));
                pair.check(random_code(bits, random));
                if (testing::Test::HasFatalFailure())
                    return;
            }
        }
}

TEST_P(IndexExact, EverySizeUpToTheFirstFullBlocks) {
    Random random(8);
    Pair pair(256);
    for (int i = 0; i < 150; ++i) {
        pair.check(random_code(256, random));
        pair.add(random_code(256, random));
    }
    while (pair.size() > 0) {
        pair.remove(pair.any_id(random));
        pair.check(random_code(256, random));
    }
}

TEST_P(IndexExact, AcrossFullChunks) {
    Random random(9);
    Pair pair(256);
    for (int i = 0; i < 20'000; ++i)
        pair.add(random_code(256, random));
    for (int i = 0; i < 3; ++i)
        pair.check(random_code(256, random));
    for (int i = 0; i < 9'000; ++i)
        pair.remove(pair.any_id(random));
    for (int i = 0; i < 3; ++i)
        pair.check(random_code(256, random));
}

TEST_P(IndexExact, AcrossTheRingsBuildingAndRebuilding) {
    Random random(10);
    const Code centre = random_code(256, random);
    const auto draw = [&] {
        return random() % 4 == 0 ? near_code(centre, random() % 60, random)
                                 : random_code(256, random);
    };
    Pair pair(256);
    const auto change_and_check = [&] {
        for (int i = 0; i < 300; ++i)
            pair.remove(pair.any_id(random));
        for (int i = 0; i < 300; ++i)
            pair.replace(pair.any_id(random), draw());
        for (int i = 0; i < 2; ++i)
            pair.check_nearest(draw());
        pair.check_nearest(near_code(centre, 10, random));
    };
    while (pair.size() < Planner::least_ring_entries * 5 / 4) {
        for (int i = 0; i < 9'000; ++i)
            pair.add(draw());
        change_and_check();
    }
    for (const std::size_t size : {Planner::least_ring_entries, Planner::least_ring_entries / 2}) {
        while (pair.size() > size) // more holes than are kept
            pair.remove(pair.any_id(random));
        change_and_check();
        for (int i = 0; i < 3'000; ++i)
            pair.add(draw());
        change_and_check();
    }
    pair.clear();
    while (pair.size() < Planner::least_ring_entries + 1'000)
        pair.add(draw());
    change_and_check();
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, IndexExact, testing::ValuesIn(machine_targets()),
                         [](const auto& info) { return std::string(hwy::TargetName(info.param)); });

} // namespace
} // namespace bsc::test

#include "tests/index/code_sets.h"
#include "tests/index/naive_index.h"

#include <gtest/gtest.h>
#include <hwy/targets.h>

namespace bsc::test {
namespace {

/// One of this machine's instruction sets, by Highway's number. 0 is the portable level.
class IndexExact : public testing::TestWithParam<std::int64_t> {
  protected:
    void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
    void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

std::vector<std::int64_t> machine_targets() {
    std::vector<std::int64_t> targets{HWY_SCALAR};
    for (std::int64_t rest = hwy::SupportedTargets(); rest != 0; rest &= rest - 1)
        if ((rest & -rest) != HWY_SCALAR && (rest & -rest) != HWY_EMU128)
            targets.push_back(rest & -rest);
    return targets;
}

/// An index and the naive loop, changed alike and asked alike.
class Pair {
  public:
    explicit Pair(unsigned bits) : bits_(bits), index_(make_index(bits, 1000).value()) {}

    std::size_t size() const { return naive_.codes.size(); }
    EntryId any_id(Random& random) const {
        return std::next(naive_.codes.begin(), random() % size())->first;
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

INSTANTIATE_TEST_SUITE_P(InstructionSets, IndexExact, testing::ValuesIn(machine_targets()),
                         [](const auto& info) { return std::string(hwy::TargetName(info.param)); });

} // namespace
} // namespace bsc::test

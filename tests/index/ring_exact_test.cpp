#include "engine/index/ring.h"
#include "tests/index/code_sets.h"
#include "tests/index/machine_targets.h"
#include "tests/index/naive_index.h"

#include <gtest/gtest.h>

namespace bsc::test {
namespace {

class RingExact : public testing::TestWithParam<std::int64_t> {
  protected:
    void SetUp() override { hwy::SetSupportedTargetsForTest(GetParam()); }
    void TearDown() override { hwy::SetSupportedTargetsForTest(0); }
};

/// A ring without a planner around it, and the naive loop. Slots are the ids' order, reversed, so
/// that no search finds the oldest first.
class Pair {
  public:
    static constexpr std::size_t slots = 600;

    Pair(unsigned bits, std::size_t laid_out_for)
        : bits_(bits), store_(BlockLayout(bits)), ring_(Ring::make(bits, laid_out_for, slots)) {
        while (store_.capacity() < slots)
            store_.grow();
        for (Slot slot = 0; slot < slots; ++slot)
            store_.write_id(slot, slots - slot);
    }

    std::size_t size() const { return used_; }

    void add(const Code& code) {
        naive_.codes[store_.id(used_)] = code;
        ASSERT_TRUE(ring_->insert(used_++, code));
    }
    void remove(Slot slot) {
        const Slot last = used_ - 1;
        ring_->remove(slot);
        if (slot != last) {
            ring_->move(last, slot);
            naive_.codes[store_.id(slot)] = naive_.codes[store_.id(last)];
        }
        naive_.codes.erase(store_.id(last));
        --used_;
    }
    void replace(Slot slot, const Code& code) {
        ring_->remove(slot);
        ASSERT_TRUE(ring_->insert(slot, code));
        naive_.codes[store_.id(slot)] = code;
    }

    void check(const Code& query, unsigned radius) const {
        const auto expected = naive_.k_nearest(query, 5, radius);
        NearestCollector nearest;
        nearest.reset();
        ASSERT_TRUE(ring_->search(store_, used_, query, radius, ~std::size_t{0}, nearest).complete);
        ASSERT_EQ(nearest.result(),
                  expected.empty() ? std::nullopt : std::optional(expected.front()));
        KNearestCollector several(5, radius, KNearestCollector::Offers::repeatedly);
        several.reset();
        ASSERT_TRUE(ring_->search(store_, used_, query, radius, ~std::size_t{0}, several).complete);
        ASSERT_EQ(several.take_sorted(), expected);
    }

  private:
    unsigned bits_;
    BlockStore store_;
    std::unique_ptr<Ring> ring_;
    NaiveIndex naive_;
    Slot used_ = 0;
};

TEST_P(RingExact, EqualsTheNaiveLoopBetweenChanges) {
    Random random(17);
    for (const unsigned bits : {48u, 64u, 128u, 200u, 256u, 512u, 1024u})
        for (const CodeSet& set : code_sets(bits, random)) {
            SCOPED_TRACE(set.name + ", " + std::to_string(bits) + " bits");
            Pair pair(bits, random() % 2 ? 1'000 : 30'000);
            for (int round = 0; round < 6; ++round) {
                for (int i = 0; i < 80; ++i)
                    pair.add(set.draw(random));
                for (int i = 0; i < 30; ++i)
                    pair.remove(static_cast<Slot>(random() % pair.size()));
                for (int i = 0; i < 20; ++i)
                    pair.replace(static_cast<Slot>(random() % pair.size()), set.draw(random));
                for (const unsigned part : {0, 2, 10, 15, 22, 33}) {
                    const unsigned radius = bits * part / 100;
                    pair.check(set.draw(random), radius);
                    pair.check(random_code(bits, random), radius);
                }
            }
            while (pair.size() > 0)
                pair.remove(static_cast<Slot>(random() % pair.size()));
            pair.check(set.draw(random), bits / 4);
        }
}

TEST_P(RingExact, EveryRadius) {
    Random random(18);
    for (const unsigned bits : {64u, 128u, 256u, 512u}) {
        const Code centre = random_code(bits, random);
        Pair pair(bits, 1'000);
        while (pair.size() < Pair::slots)
            pair.add(near_code(centre, random() % bits, random));
        for (unsigned radius = 0; radius <= bits; radius += bits / 64)
            pair.check(near_code(centre, random() % 40, random), radius);
        pair.check(random_code(bits, random), bits);
    }
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, RingExact, testing::ValuesIn(machine_targets()),
                         [](const auto& info) { return std::string(hwy::TargetName(info.param)); });

TEST(Ring, GivesUpBeyondItsEffort) {
    constexpr std::size_t count = 5'000;
    Random random(19);
    BlockStore store{BlockLayout(256)};
    while (store.capacity() < count)
        store.grow();
    const auto ring = Ring::make(256, count, count);
    const Code code = random_code(256, random);
    for (Slot slot = 0; slot < count; ++slot)
        ASSERT_TRUE(ring->insert(slot, near_code(code, 1 + random() % 3, random)));
    NearestCollector collector;
    collector.reset();
    EXPECT_FALSE(ring->search(store, count, code, 38, 100, collector).complete);
}

TEST(Ring, FindsNothingOnceItsMemoryIsGivenBack) {
    Random random(20);
    BlockStore store{BlockLayout(256)};
    store.grow();
    const auto ring = Ring::make(256, 1'000, 1'000);
    const Code code = random_code(256, random);
    ASSERT_TRUE(ring->insert(0, code));
    const std::size_t held = ring->memory_bytes();
    ring->give_back();
    EXPECT_LT(ring->memory_bytes(), held);
    NearestCollector collector;
    collector.reset();
    EXPECT_TRUE(ring->search(store, 1, code, 38, 100, collector).complete);
    EXPECT_EQ(collector.result(), std::nullopt);
}

} // namespace
} // namespace bsc::test

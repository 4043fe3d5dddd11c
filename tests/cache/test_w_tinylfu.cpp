#include "engine/cache/eviction/frequency_sketch.h"
#include "tests/cache/policy_bed.h"

#include <gmock/gmock.h>

namespace bsc::test {
namespace {

/// The paper's scheme with lists that are searched from end to end and exact counts, which for so
/// few keys the sketch has too.
struct PlainWTinyLfu {
    struct Object {
        EntryId id;
        Digest request;
    };
    explicit PlainWTinyLfu(std::size_t capacity)
        : window_capacity(capacity / 10), protected_capacity((capacity - capacity / 10) * 4 / 5),
          sample(10 * capacity) {}

    const std::size_t window_capacity, protected_capacity, sample;
    std::vector<Object> window, probation, kept; ///< least recently used first
    std::map<Digest, unsigned> counts{};
    std::size_t counted = 0;

    void inserted(EntryId id, const CacheEntry& entry) {
        window.push_back({id, entry.request_sha256});
        if (window.size() > window_capacity)
            pass(window, window.front().id, probation);
        count(entry.request_sha256);
    }
    void used(EntryId id) {
        for (auto* list : {&window, &probation, &kept})
            if (const auto it = std::ranges::find(*list, id, &Object::id); it != list->end()) {
                count(it->request);
                pass(*list, id, list == &window ? window : kept);
                break;
            }
        if (kept.size() > protected_capacity)
            pass(kept, kept.front().id, probation);
    }
    void left(EntryId id, Departure) {
        for (auto* list : {&window, &probation, &kept})
            std::erase_if(*list, [&](const Object& object) { return object.id == id; });
    }
    std::vector<EntryId> choose(std::size_t n) {
        std::vector<EntryId> ids;
        while (ids.size() < n && window.size() + probation.size() + kept.size() > 0) {
            auto& main = probation.empty() ? kept : probation;
            auto* loser = window.empty() ? &main : &window;
            if (!window.empty() && !main.empty() &&
                counts[window.front().request] > counts[main.front().request]) {
                const EntryId victim = main.front().id;
                main.erase(main.begin());
                pass(window, window.front().id, probation);
                ids.push_back(victim);
                continue;
            }
            ids.push_back(loser->front().id);
            loser->erase(loser->begin());
        }
        return ids;
    }

  private:
    static void pass(std::vector<Object>& from, EntryId id, std::vector<Object>& to) {
        const auto it = std::ranges::find(from, id, &Object::id);
        const Object object = *it;
        from.erase(it);
        to.push_back(object);
    }
    void count(const Digest& request) {
        counts[request] = std::min(15u, counts[request] + 1);
        if (++counted < sample)
            return;
        counted /= 2;
        for (auto& [key, times] : counts)
            times /= 2;
    }
};

TEST(WTinyLfu, VictimsAreThoseOfAPlainReading) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        PolicyBed bed("w-tinylfu", 40);
        PlainWTinyLfu plain(40);
        TraceAgainstModel(bed, plain, 40, 80, seed).run(4000, 7);
    }
}

TEST(WTinyLfu, ARestoredEntryWasNotAskedFor) {
    PolicyBed bed("w-tinylfu", 20); // window: 2
    for (EntryId id = 1; id <= 20; ++id) {
        bed.put(id, id, Code(), 0);
        bed.policy->on_restore(*bed.find(id));
    }
    const Victim first = bed.choose(1).at(0);
    EXPECT_EQ(first.id, 19u);
    EXPECT_EQ(first.score, 0);
    EXPECT_EQ(first.reason, "not admitted: asked 0x lately, the entry it would replace 0x");
}

TEST(WTinyLfu, OneWhoIsAskedOftenIsAdmitted) {
    PolicyBed bed("w-tinylfu", 20);
    for (std::uint64_t request = 1; request <= 20; ++request)
        bed.add(request);
    for (int i = 0; i < 3; ++i)
        bed.use(19);
    bed.use(20); // the window in order of use: 19, 20
    const auto victims = bed.choose(1);
    EXPECT_EQ(victims.at(0).id, 1u);
    EXPECT_EQ(victims.at(0).reason, "gave way: asked 1x lately, its successor 4x");
}

TEST(WTinyLfu, ForgetsCountsWhenTold) {
    PolicyBed bed("w-tinylfu", 20);
    bed.use(bed.add(1));
    bed.policy->forget();
    EXPECT_EQ(bed.choose(1).at(0).score, 0);
}

TEST(WTinyLfu, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("w-tinylfu"), 16'000u); }

TEST(FrequencySketch, CountsNoLessThanTheTruthUpToFifteen) {
    FrequencySketch sketch(1000);
    std::mt19937_64 random(5);
    std::map<std::uint64_t, unsigned> truth;
    std::vector<std::uint64_t> keys(400);
    for (auto& key : keys)
        key = random();
    for (int i = 0; i < 4000; ++i) { // below the sample of 10 000
        const std::uint64_t key = keys[random() % keys.size()];
        sketch.add(key);
        ++truth[key];
    }
    unsigned exact = 0;
    for (const auto& [key, count] : truth) {
        ASSERT_GE(sketch.estimate(key), std::min(15u, count));
        exact += sketch.estimate(key) == std::min(15u, count);
    }
    EXPECT_GE(exact, truth.size() * 99 / 100);
}

TEST(FrequencySketch, HalvesAllAfterTenSamplesAnEntry) {
    FrequencySketch sketch(10);
    for (int i = 0; i < 90; ++i)
        sketch.add(7);
    for (int i = 0; i < 9; ++i)
        sketch.add(8);
    EXPECT_EQ(sketch.estimate(7), 15u);
    EXPECT_EQ(sketch.estimate(8), 9u);
    sketch.add(8);
    EXPECT_EQ(sketch.estimate(7), 7u);
    EXPECT_EQ(sketch.estimate(8), 5u);
}

} // namespace
} // namespace bsc::test

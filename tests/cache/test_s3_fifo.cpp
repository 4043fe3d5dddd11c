#include "tests/cache/policy_bed.h"

#include <deque>
#include <gmock/gmock.h>
#include <optional>

namespace bsc::test {
namespace {

/// Algorithm 1 of the paper with plain queues. A batch of n stands for n evictions with an
/// insertion after each, so a place that was made counts for the small queue.
struct PlainS3Fifo {
    struct Object {
        EntryId id;
        Digest request;
        int freq = 0;
    };
    explicit PlainS3Fifo(std::size_t capacity)
        : small_capacity(capacity / 10), ghost_capacity(capacity - capacity / 10) {}

    const std::size_t small_capacity, ghost_capacity;
    std::deque<Object> small, main;             ///< tail first
    std::deque<std::optional<Digest>> ghosts{}; ///< nothing: came back

    void inserted(EntryId id, const CacheEntry& entry) {
        const auto ghost = std::ranges::find(ghosts, std::optional(entry.request_sha256));
        if (ghost == ghosts.end()) {
            small.push_back({id, entry.request_sha256});
        } else {
            ghost->reset();
            main.push_back({id, entry.request_sha256});
        }
    }
    void used(EntryId id) {
        for (auto* queue : {&small, &main})
            for (Object& object : *queue)
                if (object.id == id)
                    object.freq = std::min(object.freq + 1, 3);
    }
    void left(EntryId id, Departure why) {
        const auto it = std::ranges::find(small, id, &Object::id);
        if (it != small.end() && why == Departure::expired)
            remember(it->request);
        for (auto* queue : {&small, &main})
            std::erase_if(*queue, [&](const Object& object) { return object.id == id; });
    }
    std::vector<EntryId> choose(std::size_t n) {
        std::vector<EntryId> ids;
        while (ids.size() < n && small.size() + main.size() > 0) {
            const bool from_small = small.size() + ids.size() >= small_capacity;
            auto& queue = !small.empty() && (from_small || main.empty()) ? small : main;
            Object t = queue.front();
            queue.pop_front();
            if (&queue == &small && t.freq > 1) {
                t.freq = 0;
                main.push_back(t);
            } else if (&queue == &main && t.freq > 0) {
                --t.freq;
                main.push_back(t);
            } else {
                if (&queue == &small)
                    remember(t.request);
                ids.push_back(t.id);
            }
        }
        return ids;
    }
    void remember(const Digest& request) {
        ghosts.emplace_back(request);
        if (ghosts.size() > ghost_capacity)
            ghosts.pop_front();
    }
};

TEST(S3Fifo, VictimsAreThoseOfThePapersAlgorithm) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        PolicyBed bed("s3-fifo", 40);
        PlainS3Fifo plain(40);
        TraceAgainstModel(bed, plain, 40, 200, seed).run(4000, 7);
    }
}

TEST(S3Fifo, WhoComesBackSkipsTheSmallQueue) {
    PolicyBed bed("s3-fifo", 20); // small: 2
    for (std::uint64_t request = 1; request <= 20; ++request)
        bed.add(request);
    EXPECT_EQ(bed.victims(1), std::vector<EntryId>{1});
    bed.drop(1);
    const EntryId back = bed.add(1);
    // Everybody in the small queue goes before it.
    const auto order = bed.victims(20);
    EXPECT_LT(std::ranges::find(order, EntryId{18}), std::ranges::find(order, back));
}

TEST(S3Fifo, APersonsDeleteLeavesNoGhost) {
    for (const Departure why : {Departure::erased, Departure::expired}) {
        PolicyBed bed("s3-fifo", 20);
        const EntryId first = bed.add(1);
        for (std::uint64_t request = 2; request <= 10; ++request)
            bed.add(request);
        bed.drop(first, why);
        const EntryId back = bed.add(1);
        const Victim last = bed.choose(10).back();
        EXPECT_EQ(last.id, back);
        EXPECT_THAT(last.reason, testing::HasSubstr(why == Departure::erased ? "small" : "main"));
    }
}

TEST(S3Fifo, ForgetsGhostsWhenTold) {
    PolicyBed bed("s3-fifo", 20);
    bed.drop(bed.add(1), Departure::evicted);
    bed.policy->forget();
    bed.add(1);
    EXPECT_THAT(bed.choose(1).at(0).reason, testing::HasSubstr("small"));
}

TEST(S3Fifo, ReasonTellsQueueAndUses) {
    PolicyBed bed("s3-fifo", 10);
    bed.use(bed.add(1));
    bed.now_us += 20'000'000;
    const Victim victim = bed.choose(1).at(0);
    EXPECT_DOUBLE_EQ(victim.score, 1);
    EXPECT_EQ(victim.reason, "used once only while in the small queue: stored 20 s ago");
}

TEST(S3Fifo, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("s3-fifo"), 10'000u); }

} // namespace
} // namespace bsc::test

#include "engine/cache/eviction/cluster.h"
#include "engine/code/hamming.h"
#include "tests/cache/policy_bed.h"

namespace bsc::test {
namespace {

/// k-majority with every member counted anew, and clusters as lists.
class PlainClusters {
  public:
    PlainClusters(unsigned clusters, unsigned bits) : bits_(bits), centres_(clusters, Code(bits)) {}

    void inserted(const CacheEntry& entry) {
        cluster_of_[entry.id] = entry.code.bits() == 0 ? centres_.size() : join(entry.code);
    }
    void left(EntryId id) {
        cluster_of_.erase(id);
        if (cluster_of_.empty())
            centres_.assign(centres_.size(), Code(bits_));
    }
    void restart(const PolicyBed& bed) {
        cluster_of_.clear();
        for (const auto& [id, entry] : bed.entries)
            inserted(*entry);
    }

    std::vector<EntryId> choose(const PolicyBed& bed, std::size_t n) {
        iterate(bed);
        std::vector<std::vector<std::pair<std::int64_t, EntryId>>> members(centres_.size() + 1);
        for (const auto& [id, cluster] : cluster_of_)
            members[cluster].emplace_back(bed.find(id)->last_accessed_us.load(), id);
        std::vector<EntryId> victims;
        while (victims.size() < std::min(n, cluster_of_.size())) {
            auto* largest = &members[0];
            for (auto& cluster : members)
                if (cluster.size() > largest->size())
                    largest = &cluster;
            const auto oldest = std::ranges::min_element(*largest);
            victims.push_back(oldest->second);
            largest->erase(oldest);
        }
        return victims;
    }

  private:
    std::size_t count(std::size_t cluster) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            cluster_of_, [&](const auto& item) { return item.second == cluster; }));
    }
    std::size_t join(const Code& code) {
        for (std::size_t c = 0; c < centres_.size(); ++c)
            if (count(c) == 0) {
                centres_[c] = code;
                return c;
            }
        return nearest(code);
    }
    std::size_t nearest(const Code& code) const {
        std::size_t best = 0;
        for (std::size_t c = 1; c < centres_.size(); ++c)
            if (hamming_distance(code, centres_[c]) < hamming_distance(code, centres_[best]))
                best = c;
        return best;
    }
    void iterate(const PolicyBed& bed) {
        for (std::size_t c = 0; c < centres_.size(); ++c) {
            if (count(c) == 0)
                continue;
            Code centre(bits_);
            for (unsigned j = 0; j < bits_; ++j) {
                std::size_t ones = 0, zeros = 0;
                for (const auto& [id, cluster] : cluster_of_)
                    if (cluster == c)
                        ++(bed.find(id)->code.bit(j) ? ones : zeros);
                if (ones > zeros)
                    centre.set_bit(j);
            }
            centres_[c] = centre;
        }
        for (auto& [id, cluster] : cluster_of_)
            if (cluster != centres_.size())
                cluster = nearest(bed.find(id)->code);
    }

    unsigned bits_;
    std::vector<Code> centres_;
    std::map<EntryId, std::size_t> cluster_of_;
};

struct Case {
    unsigned clusters;
    unsigned bits;
};

class Cluster : public testing::TestWithParam<Case> {};

TEST_P(Cluster, VictimsAreThoseOfAPlainReading) {
    const auto [clusters, bits] = GetParam();
    PolicyBed bed("cluster", 60, {.clusters = clusters}, bits);
    PlainClusters plain(clusters, bits);
    std::mt19937 random(clusters);
    std::vector<Code> topics;
    for (int i = 0; i < 6; ++i)
        topics.push_back(random_code(random, bits));
    const auto some_code = [&] {
        return random() % 20 == 0 ? Code() : near(topics[random() % 6], bits / 2, random);
    };
    const auto some_entry = [&] {
        return std::next(bed.entries.begin(), random() % bed.entries.size())->first;
    };
    for (int step = 0; step < 3000 && !HasFailure(); ++step) {
        bed.now_us += random() % 3; // with ties
        const unsigned what = random() % 100;
        if (bed.entries.size() >= 60 || what == 0) {
            const std::size_t n = 1 + random() % 12;
            const auto found = bed.victims(n);
            ASSERT_EQ(found, plain.choose(bed, n));
            for (const EntryId id : found) {
                bed.drop(id);
                plain.left(id);
            }
        } else if (what < 60 || bed.entries.empty()) {
            plain.inserted(*bed.find(bed.add(random(), some_code(), random() % 3)));
        } else if (what < 65) {
            const EntryId id = some_entry();
            bed.drop(id, random() % 2 ? Departure::erased : Departure::expired);
            plain.left(id);
        } else if (what == 66) {
            std::map<EntryId, Code> codes;
            for (const auto& [id, entry] : bed.entries)
                codes[id] = some_code();
            bed.recode([&](EntryId id) { return codes[id]; });
            plain.restart(bed);
        } else {
            bed.use(some_entry());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Cluster,
                         testing::Values(Case{1, 64}, Case{4, 64}, Case{10, 256}, Case{100, 100}));

TEST(ClusterPolicy, TheLargestTopicLosesItsOldest) {
    PolicyBed bed("cluster", 10, {.clusters = 2}, 256);
    std::mt19937 random(4);
    const Code first = random_code(random, 256), second = random_code(random, 256);
    bed.add(1, first);
    bed.add(2, second);
    for (std::uint64_t i = 0; i < 3; ++i) {
        bed.now_us += 1'000'000;
        bed.add(10 + i, near(second, 20, random));
    }
    bed.now_us += 10'000'000;
    const auto victims = bed.choose(2);
    EXPECT_EQ(victims.at(0).id, 2u);
    EXPECT_DOUBLE_EQ(victims.at(0).score, 0.8);
    EXPECT_EQ(victims.at(0).reason,
              "oldest of the largest cluster (4 of 5 entries): idle for 13 s");
    EXPECT_EQ(victims.at(1).id, 3u);
}

TEST(ClusterPolicy, ALargeCacheIsAssignedInParts) {
    constexpr EntryId count = 2 * ClusterPolicy::most_assigned + 1000;
    PolicyBed bed("cluster", count, {.clusters = 2});
    // Both founders are of the second topic, so the first topic's codes join one of them at random
    // until the centres have moved and all were assigned again.
    std::mt19937 random(5);
    const Code topics[] = {random_code(random, 64), random_code(random, 64)};
    bed.add(1, topics[1]);
    bed.add(2, near(topics[1], 30, random));
    while (bed.last_id < count)
        bed.add(bed.last_id, near(topics[bed.last_id % 2], 8, random));
    double largest = 1;
    for (int batch = 0; batch < 12; ++batch)
        largest = bed.choose(100).at(0).score;
    EXPECT_NEAR(largest, 0.5, 0.01);
}

TEST(ClusterPolicy, GivesWhatItHasWhenTheTimeIsOver) {
    PolicyBed bed("cluster", 10);
    bed.add(1, Code(64));
    EXPECT_TRUE(bed.choose(1, std::chrono::steady_clock::now()).empty());
    EXPECT_EQ(bed.victims(5).size(), 1u);
    bed.drop(1);
    EXPECT_TRUE(bed.victims(5).empty());
}

TEST(ClusterPolicy, ForgetsWhatLeft) { EXPECT_LT(memory_after_churn("cluster"), 20'000u); }

} // namespace
} // namespace bsc::test

#include "engine/code/hamming.h"
#include "engine/embed/factory.h"
#include "engine/replay/clusters/average_linkage.h"
#include "engine/replay/clusters/cluster_map.h"
#include "engine/replay/clusters/cluster_names.h"
#include "engine/replay/clusters/k_medoids.h"
#include "engine/replay/portable_random.h"
#include "engine/replay/workload.h"

#include <cmath>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <unordered_set>

namespace bsc {
namespace {

const std::function<bool(double)> to_the_end = [](double) { return true; };

Code random_code(PortableRandom& random) {
    Code code(256);
    for (std::uint64_t& word : code.words())
        word = random.next();
    return code;
}

Code flipped(Code code, unsigned bits, PortableRandom& random) {
    for (unsigned i = 0; i < bits; ++i) {
        const auto bit = random.below(256);
        code.words()[bit / 64] ^= std::uint64_t{1} << (bit % 64);
    }
    return code;
}

/// `groups` groups of `members` codes each, up to `spread` bits around their middles.
std::vector<MapEntry> groups_of(unsigned groups, unsigned members, unsigned spread,
                                std::uint64_t seed = 1) {
    PortableRandom random(seed);
    std::vector<Code> middles;
    for (unsigned g = 0; g < groups; ++g)
        middles.push_back(random_code(random));
    std::vector<MapEntry> entries;
    for (unsigned i = 0; i < groups * members; ++i)
        entries.push_back(
            {i + 1, flipped(middles[i % groups], spread, random), i % 5, 0, false,
             "topic" + std::string(1, static_cast<char>('a' + i % groups)) + " question"});
    return entries;
}

ClusterMap map_of(std::vector<MapEntry> entries, const ClusterMap* former = nullptr) {
    return make_cluster_map(std::move(entries), former, {}, to_the_end).value().value();
}

double apart(MapPosition a, MapPosition b) { return std::hypot(a.x - b.x, a.y - b.y); }

TEST(ClusterMap, FindsPlantedGroupsAndTheirNumber) {
    const ClusterMap map = map_of(groups_of(7, 60, 40));
    ASSERT_EQ(map.clusters.size(), 7u);
    EXPECT_EQ(map.long_tail(), 0u);
    for (std::size_t i = 0; i < map.entries.size(); ++i)
        EXPECT_EQ(map.points[i].cluster, map.points[i % 7].cluster);
    for (const MapCluster& cluster : map.clusters) {
        EXPECT_EQ(cluster.size, 60u);
        EXPECT_THAT(cluster.name, testing::StartsWith("Topic"));
        EXPECT_EQ(map.points[cluster.medoid].to_medoid, 0u);
    }
}

TEST(ClusterMap, FindsSmallGroupsAmongFewEntries) {
    for (const unsigned members : {3U, 5U, 9U}) {
        const ClusterMap map = map_of(groups_of(8, members, 55, members));
        ASSERT_EQ(map.clusters.size(), 8U) << members;
        EXPECT_EQ(map.long_tail(), 0U);
        for (std::size_t i = 0; i < map.entries.size(); ++i)
            EXPECT_EQ(map.points[i].cluster, map.points[i % 8].cluster);
        for (const MapCluster& cluster : map.clusters)
            EXPECT_THAT(cluster.name, testing::StartsWith("Topic"));
    }
}

TEST(ClusterMap, FewRandomCodesBelongToNoCluster) {
    for (const EntryId count : {20U, 60U, 120U}) {
        PortableRandom random(count);
        std::vector<MapEntry> entries;
        for (EntryId id = 1; id <= count; ++id)
            entries.push_back({id, random_code(random), 0, 0, false, ""});
        const ClusterMap map = map_of(entries);
        EXPECT_TRUE(map.clusters.empty());
        EXPECT_EQ(map.long_tail(), count);
        EXPECT_EQ(map.points.front().cluster, MapPoint::no_cluster);
    }
}

TEST(ClusterMap, KeysStayWhenASmallCacheGrowsOutOfItsGroups) {
    const auto all = groups_of(5, 60, 45);
    const std::vector<MapEntry> few(all.begin(), all.begin() + 150);
    const ClusterMap small = map_of(few), large = map_of(all, &small);
    ASSERT_EQ(small.clusters.size(), 5U);
    ASSERT_EQ(large.clusters.size(), 5U);
    for (std::size_t row = 0; row < few.size(); ++row)
        EXPECT_EQ(large.clusters[large.points[row].cluster].key,
                  small.clusters[small.points[row].cluster].key);
}

TEST(AverageLinkage, JoinsNoFurtherThanItsReach) {
    PortableRandom random(7);
    const Code middle = random_code(random);
    const std::vector<Code> codes{middle, flipped(middle, 10, random), random_code(random),
                                  flipped(middle, 20, random)};
    const auto go_on = [] { return true; };
    EXPECT_THAT(average_linkage(codes, 60, go_on), testing::ElementsAre(0, 0, 2, 0));
    EXPECT_THAT(average_linkage(codes, 256, go_on), testing::Each(0));
    EXPECT_THAT(average_linkage(codes, 1, go_on), testing::ElementsAre(0, 1, 2, 3));
}

TEST(ClusterMap, RandomCodesBelongToNoCluster) {
    PortableRandom random(3);
    std::vector<MapEntry> entries;
    for (EntryId id = 1; id <= 600; ++id)
        entries.push_back({id, random_code(random), 0, 0, false, ""});
    EXPECT_GT(map_of(entries).long_tail(), 550u);
}

TEST(ClusterMap, NearCodesStandNearEachOther) {
    const ClusterMap map = map_of(groups_of(6, 80, 40));
    double inside = 0, between = 0;
    for (std::size_t i = 0; i + 12 < map.points.size(); ++i) {
        inside += apart(map.points[i].at, map.points[i + 6].at);
        between += apart(map.points[i].at, map.points[i + 1].at);
    }
    EXPECT_LT(4 * inside, between);
}

TEST(ClusterMap, ItsLongerAxisLiesLevel) {
    double across = 0, down = 0, slant = 0;
    for (const MapPoint& point : map_of(groups_of(3, 50, 40)).points) {
        across += point.at.x * point.at.x;
        down += point.at.y * point.at.y;
        slant += point.at.x * point.at.y;
    }
    EXPECT_GT(across, down);
    EXPECT_LT(std::abs(slant), 0.2 * across);
}

TEST(ClusterMap, TheSameInputGivesTheSameMap) {
    const ClusterMap a = map_of(groups_of(4, 60, 50)), b = map_of(groups_of(4, 60, 50));
    for (std::size_t i = 0; i < a.points.size(); ++i)
        ASSERT_EQ(apart(a.points[i].at, b.points[i].at), 0);
}

TEST(ClusterMap, PointsAndKeysStayWhenEntriesComeAndGo) {
    const auto all = groups_of(5, 100, 45);
    std::vector<MapEntry> before(all.begin(), all.end() - 50), after(all.begin() + 50, all.end());
    const ClusterMap first = map_of(before), second = map_of(after, &first);
    double moved = 0;
    std::size_t shared = 0;
    for (std::size_t row = 0; row < second.entries.size(); ++row)
        if (const auto was = first.row_of(second.entries[row].id)) {
            moved += apart(second.points[row].at, first.points[*was].at);
            EXPECT_EQ(second.clusters[second.points[row].cluster].key,
                      first.clusters[first.points[*was].cluster].key);
            ++shared;
        }
    EXPECT_LT(moved / static_cast<double>(shared), 0.05) << "of a map from -1 to 1";
}

TEST(ClusterMap, UsesAloneMoveNothing) {
    auto entries = groups_of(3, 80, 40);
    const ClusterMap first = map_of(entries);
    entries[5].hits = 99;
    const ClusterMap second = map_of(entries, &first);
    EXPECT_EQ(second.entries[5].hits, 99u);
    for (std::size_t i = 0; i < first.points.size(); ++i)
        ASSERT_EQ(apart(first.points[i].at, second.points[i].at), 0);
}

TEST(ClusterMap, StopsWhenTold) {
    const auto stopped = make_cluster_map(groups_of(4, 300, 60), nullptr, {},
                                          [](double done) { return done < 0.5; });
    ASSERT_TRUE(stopped);
    EXPECT_FALSE(stopped->has_value());
}

TEST(ClusterMap, EntriesBeyondThoseLaidOutStandAmongTheirNeighbours) {
    ClusterMapSettings settings;
    settings.most_laid_out = 150;
    const auto map =
        make_cluster_map(groups_of(3, 100, 40), nullptr, settings, to_the_end).value().value();
    for (std::size_t i = 0; i + 3 < map.points.size(); ++i)
        EXPECT_LT(apart(map.points[i].at, map.points[i + 3].at), 1);
}

TEST(ClusterMap, FewEntriesAndEqualOnes) {
    EXPECT_TRUE(map_of({}).points.empty());
    EXPECT_EQ(map_of(groups_of(1, 1, 0)).points.size(), 1u);
    EXPECT_EQ(map_of(groups_of(1, 50, 0)).clusters.size(), 1u);
}

TEST(Align, UndoesATurnAMirrorAScaleAndAShift) {
    const std::vector<MapPosition> before{{0, 0}, {1, 0}, {0, 2}, {3, 1}};
    std::vector<MapPosition> after;
    for (const auto& [x, y] : before)
        after.push_back({5 + 2 * y, -3 + 2 * x}); // mirrored
    std::vector<MapPosition> all = after;
    align(after, before, all);
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_LT(apart(all[i], before[i]), 1e-5);
}

TEST(ClusterNames, WordsOfEveryQuestionNameNothing) {
    std::vector<std::string_view> prompts;
    std::vector<std::uint16_t> cluster_of;
    for (int i = 0; i < 100; ++i) {
        prompts.push_back(i % 2 ? "how do I get a refund" : "how do I reset my password");
        cluster_of.push_back(static_cast<std::uint16_t>(i % 2));
    }
    const auto names = cluster_names(prompts, cluster_of, 2);
    EXPECT_THAT(names[0], testing::HasSubstr("assword"));
    EXPECT_EQ(names[1], "Refund");
}

/// How pure the clusters of a class-labelled workload are, beside as many random ones.
TEST(ClusterMap, ClustersOfLabelledPromptsArePurerThanChance) {
    const std::filesystem::path file = BSC_SHARED_DIR "/workloads/banking77.jsonl.gz";
    if (!std::filesystem::exists(file))
        GTEST_SKIP() << "skipped: no data";
    EmbedderSettings lexical;
    lexical.kind = EmbedderKind::lexical;
    const auto embedder = make_embedder(lexical).value();
    const auto projection = Projection::create(embedder->identity().dim, 256, 42).value();
    auto rows = WorkloadReader::open(file).value();
    std::vector<MapEntry> entries;
    std::vector<std::string> classes;
    std::unordered_set<std::string> seen;
    while (entries.size() < 4000) {
        const auto row = rows.next().value();
        if (!row)
            break;
        if (!seen.insert(row->prompt).second)
            continue;
        const auto vector = embedder->embed(row->prompt, std::chrono::steady_clock::now() +
                                                             std::chrono::seconds(5));
        entries.push_back(
            {entries.size() + 1, projection->encode(*vector).value(), 0, 0, false, row->prompt});
        classes.push_back(*row->meaning_class);
    }
    const auto begin = std::chrono::steady_clock::now();
    const ClusterMap map = map_of(std::move(entries));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    std::map<std::string, std::map<unsigned, int>> by_class;
    std::size_t largest = 0;
    for (std::size_t i = 0; i < classes.size(); ++i)
        ++by_class[classes[i]][map.points[i].cluster];
    double together = 0;
    for (const auto& [name, clusters] : by_class) {
        int most = 0;
        for (const auto& [cluster, count] : clusters)
            most = std::max(most, count);
        together += most;
    }
    for (const MapCluster& cluster : map.clusters)
        largest = std::max<std::size_t>(largest, cluster.size);
    const double kept = together / static_cast<double>(classes.size());
    RecordProperty("share_of_a_class_in_its_main_cluster", std::to_string(kept));
    std::cout << "banking77: " << map.clusters.size() << " clusters, " << kept
              << " of a class lies in its main cluster; one for all but chance would be "
              << static_cast<double>(largest) / static_cast<double>(classes.size()) << "; "
              << took.count() << " s\n";
    EXPECT_GE(map.clusters.size(), 6u);
    EXPECT_GT(kept, 0.5);
}

} // namespace
} // namespace bsc

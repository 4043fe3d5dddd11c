#include "engine/replay/clusters/cluster_map.h"

#include "engine/code/hamming.h"
#include "engine/replay/clusters/cluster_names.h"
#include "engine/replay/clusters/k_medoids.h"
#include "engine/replay/portable_random.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace bsc {
namespace {

constexpr std::size_t most_neighbours = 12, least_neighbours = 4;
/// A small map shows its small groups when nobody has more neighbours than such a group.
constexpr std::size_t entries_a_neighbour = 16;
constexpr std::size_t guides = 3; ///< of an entry beyond those laid out
constexpr float first_spread = 0.25f;

std::string_view first_word(std::string_view name) { return name.substr(0, name.find(',')); }

/// Shares of the whole time, as measured at 20 000 entries.
constexpr double clustered = 0.1, searched = 0.45;

class MapMaker {
  public:
    MapMaker(std::vector<MapEntry> entries, const ClusterMap* former,
             const ClusterMapSettings& settings, const std::function<bool(double)>& progress)
        : former_(former && !entries.empty() && !former->entries.empty() &&
                          former->bits == entries.front().code.bits()
                      ? former
                      : nullptr),
          settings_(settings), progress_(progress) {
        map_.bits = entries.empty() ? 0 : entries.front().code.bits();
        map_.last_key = former ? former->last_key : 0;
        map_.entries = std::move(entries);
        map_.points.resize(map_.entries.size());
        for (const MapEntry& entry : map_.entries)
            codes_.push_back(entry.code);
    }

    Result<std::optional<ClusterMap>> make() {
        if (map_.entries.empty())
            return std::optional(std::move(map_));
        if (!cluster())
            return std::optional<ClusterMap>();
        const auto laid_out = lay_out();
        if (!laid_out)
            return tl::unexpected(laid_out.error());
        if (!*laid_out)
            return std::optional<ClusterMap>();
        return std::optional(std::move(map_));
    }

  private:
    using Done = std::function<bool(double)>;

    /// Progress of a part that begins and ends at these shares of the whole.
    Done part(double begin, double end) const {
        return [this, begin, end](double done) { return progress_(begin + (end - begin) * done); };
    }

    bool cluster() {
        bool going_on = true;
        KMedoidsSettings how;
        how.clusters = settings_.clusters;
        how.seed = settings_.seed;
        if (former_)
            for (const MapCluster& cluster : former_->clusters)
                how.start.push_back(cluster.centre);
        CodeClusters found = k_medoids(codes_, how, [&] {
            going_on = going_on && progress_(clustered / 2);
            return going_on;
        });
        if (!going_on)
            return false;
        for (std::size_t row = 0; row < codes_.size(); ++row) {
            map_.points[row].cluster = found.cluster_of[row];
            map_.points[row].to_medoid = found.to_medoid[row];
        }
        std::vector<std::string_view> prompts;
        for (const MapEntry& entry : map_.entries)
            prompts.push_back(entry.prompt);
        std::vector<std::string> names =
            cluster_names(prompts, found.cluster_of, found.medoids.size());
        for (std::size_t c = 0; c < found.medoids.size(); ++c)
            map_.clusters.push_back(
                {0, std::move(names[c]), found.centres[c], found.medoids[c], found.sizes[c]});
        name_keys();
        return true;
    }

    /// A cluster inherits the key of the former one with which it shares most members, the greatest
    /// overlap first, each key once.
    void name_keys() {
        if (former_) {
            std::map<std::pair<std::uint16_t, std::uint16_t>, std::uint32_t> shared;
            for (std::size_t row = 0; row < map_.entries.size(); ++row)
                if (const auto before = former_->row_of(map_.entries[row].id)) {
                    const std::uint16_t was = former_->points[*before].cluster;
                    const std::uint16_t is = map_.points[row].cluster;
                    if (was != MapPoint::no_cluster && is != MapPoint::no_cluster)
                        ++shared[{was, is}];
                }
            std::vector<std::pair<std::uint32_t, std::pair<std::uint16_t, std::uint16_t>>> pairs;
            for (const auto& [pair, count] : shared)
                pairs.emplace_back(count, pair);
            std::ranges::stable_sort(pairs, std::greater{}, [](const auto& p) { return p.first; });
            std::vector<bool> taken(former_->clusters.size());
            for (const auto& [count, pair] : pairs) {
                const auto& [was, is] = pair;
                if (taken[was] || map_.clusters[is].key != 0)
                    continue;
                taken[was] = true;
                const MapCluster& before = former_->clusters[was];
                map_.clusters[is].key = before.key;
                if (first_word(before.name) == first_word(map_.clusters[is].name))
                    map_.clusters[is].name = before.name;
            }
        }
        for (MapCluster& cluster : map_.clusters)
            if (cluster.key == 0)
                cluster.key = ++map_.last_key;
    }

    /// False: stopped.
    Result<bool> lay_out() {
        const std::size_t all = codes_.size();
        const std::size_t inner = std::min(all, settings_.most_laid_out);
        std::vector<std::size_t> rows; // evenly spread over the ages
        for (std::size_t i = 0; i < inner; ++i)
            rows.push_back(i * all / inner);
        std::vector<Code> codes;
        for (const std::size_t row : rows)
            codes.push_back(codes_[row]);

        const auto neighbours = nearest_neighbours(
            codes, std::clamp(inner / entries_a_neighbour, least_neighbours, most_neighbours),
            part(clustered, searched));
        if (!neighbours)
            return tl::unexpected(neighbours.error());
        if (neighbours->rows() < codes.size() && codes.size() > 1)
            return false;

        std::vector<MapPosition> positions(inner);
        const auto placed = std::make_unique<bool[]>(inner);
        begin(rows, *neighbours, positions, {placed.get(), inner});
        std::vector<MapPosition> before, after;
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < inner; ++i)
            if (placed[i]) {
                kept.push_back(i);
                before.push_back(positions[i]);
            }
        if (!refine_layout(*neighbours, {placed.get(), inner}, positions, settings_.seed,
                           part(searched, 1)))
            return false;
        if (kept.size() < 2)
            fit_to_unit(positions);
        for (const std::size_t i : kept)
            after.push_back(positions[i]);
        align(after, before, positions);
        for (std::size_t i = 0; i < inner; ++i) {
            map_.points[rows[i]].at = positions[i];
            if (neighbours->k > 0)
                map_.points[rows[i]].to_nearest = neighbours->of(i).front().distance;
        }
        return inner == all ? Result<bool>(true) : place_others(rows, codes);
    }

    /// Where the layout begins: at the former place, else among neighbours that have one, else near
    /// the medoid, the medoids standing by classical scaling (de Silva, Tenenbaum 2004: landmarks).
    void begin(std::span<const std::size_t> rows, const NeighbourTable& neighbours,
               std::span<MapPosition> positions, std::span<bool> placed) const {
        const std::vector<MapPosition> medoids = medoid_places();
        PortableRandom random(settings_.seed);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const auto before = former_ ? former_->row_of(map_.entries[rows[i]].id) : std::nullopt;
            placed[i] = before.has_value();
            const std::uint16_t cluster = map_.points[rows[i]].cluster;
            const MapPosition home = cluster < medoids.size() ? medoids[cluster] : MapPosition{};
            const float spread = cluster < medoids.size() ? first_spread : 1;
            positions[i] =
                before ? former_->points[*before].at
                       : MapPosition{home.x + spread * static_cast<float>(random.share() - 0.5),
                                     home.y + spread * static_cast<float>(random.share() - 0.5)};
        }
        if (!former_)
            return;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!placed[i])
                if (const auto among = place_among(neighbours.of(i), positions, placed))
                    positions[i] = *among;
    }

    std::vector<MapPosition> medoid_places() const {
        const std::size_t count = map_.clusters.size();
        std::vector<float> distances;
        // Hamming distances are squared Euclidean ones.
        for (const MapCluster& a : map_.clusters)
            for (const MapCluster& b : map_.clusters)
                distances.push_back(
                    std::sqrt(static_cast<float>(hamming_distance(a.centre, b.centre))));
        std::vector<MapPosition> places = classical_scaling(distances, count);
        fit_to_unit(places);
        return places;
    }

    /// The middle of the nearest placed neighbours.
    static std::optional<MapPosition> place_among(std::span<const Neighbour> neighbours,
                                                  std::span<const MapPosition> positions,
                                                  std::span<const bool> placed) {
        MapPosition sum;
        float count = 0;
        for (const Neighbour& n : neighbours)
            if (placed[n.row] && count < guides) {
                sum = {sum.x + positions[n.row].x, sum.y + positions[n.row].y};
                ++count;
            }
        if (count == 0)
            return std::nullopt;
        return MapPosition{sum.x / count, sum.y / count};
    }

    /// Entries that were not laid out, by their nearest that were.
    Result<bool> place_others(std::span<const std::size_t> rows, std::span<const Code> codes) {
        auto index = make_index(map_.bits, codes.size());
        if (!index)
            return tl::unexpected(index.error());
        std::vector<bool> inside(codes_.size());
        for (std::size_t i = 0; i < codes.size(); ++i) {
            inside[rows[i]] = true;
            if (auto added = (*index)->add(rows[i], codes[i]); !added)
                return tl::unexpected(added.error());
        }
        for (std::size_t row = 0; row < codes_.size(); ++row) {
            if (inside[row])
                continue;
            if (row % 256 == 0 && !progress_(1))
                return false;
            MapPoint& point = map_.points[row];
            const auto nearest = (*index)->k_nearest(codes_[row], guides, map_.bits);
            const auto share = 1 / static_cast<float>(nearest.size());
            for (const Match& match : nearest) {
                point.at.x += map_.points[match.id].at.x * share;
                point.at.y += map_.points[match.id].at.y * share;
            }
            point.to_nearest = static_cast<std::uint16_t>(nearest.front().distance);
        }
        return true;
    }

    ClusterMap map_;
    const ClusterMap* former_;
    const ClusterMapSettings& settings_;
    const Done& progress_;
    std::vector<Code> codes_;
};

bool same_place(const MapEntry& a, const MapEntry& b) { return a.id == b.id && a.code == b.code; }

} // namespace

std::optional<std::size_t> ClusterMap::row_of(EntryId id) const {
    const auto found = std::ranges::lower_bound(entries, id, {}, &MapEntry::id);
    if (found == entries.end() || found->id != id)
        return std::nullopt;
    return static_cast<std::size_t>(found - entries.begin());
}

std::uint32_t ClusterMap::long_tail() const {
    return static_cast<std::uint32_t>(
        std::ranges::count(points, MapPoint::no_cluster, &MapPoint::cluster));
}

Result<std::optional<ClusterMap>> make_cluster_map(std::vector<MapEntry> entries,
                                                   const ClusterMap* former,
                                                   const ClusterMapSettings& settings,
                                                   const std::function<bool(double)>& progress) {
    if (former && std::ranges::equal(former->entries, entries, same_place)) {
        ClusterMap kept = *former;
        kept.entries = std::move(entries);
        return std::optional(std::move(kept));
    }
    return MapMaker(std::move(entries), former, settings, progress).make();
}

} // namespace bsc

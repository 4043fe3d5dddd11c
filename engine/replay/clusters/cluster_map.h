#pragma once

#include "engine/base/result.h"
#include "engine/replay/clusters/layout.h"
#include "engine/replay/clusters/map_entry.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// One entry's place among the others.
struct MapPoint {
    static constexpr std::uint16_t no_cluster = UINT16_MAX;

    MapPosition at;                     ///< most of the map lies within -1..1
    std::uint16_t cluster = no_cluster; ///< place in ClusterMap::clusters; none: the long tail
    std::uint16_t to_medoid = 0;        ///< bits; to the nearest medoid for the long tail
    std::uint16_t to_nearest = 0;       ///< bits to the nearest other entry
};

struct MapCluster {
    std::uint32_t key = 0; ///< the same from one map to the next, as long as most members stay
    std::string name;      ///< its most telling words; empty: none stands out
    Code centre;
    std::uint32_t medoid = 0; ///< row
    std::uint32_t size = 0;
};

/// The entries of a cache in the plane, near ones near each other, in clusters.
struct ClusterMap {
    unsigned bits = 0;
    std::vector<MapEntry> entries;    ///< ascending id
    std::vector<MapPoint> points;     ///< beside entries
    std::vector<MapCluster> clusters; ///< largest first
    std::uint32_t last_key = 0;

    /// Row of an entry, or nothing.
    std::optional<std::size_t> row_of(EntryId id) const;
    std::uint32_t long_tail() const; ///< entries of no cluster
};

struct ClusterMapSettings {
    unsigned clusters = 0; ///< 0: chosen by the data
    /// Entries that are laid out by all their neighbours; those beyond stand by their three nearest
    /// among these, so that the time stays bounded.
    std::size_t most_laid_out = 20'000;
    std::uint64_t seed = 1;
};

/// Makes the map of `entries` (ascending id, codes of one width). With `former` entries stay where
/// they were as far as their neighbours let them, clusters keep their keys and, as long as the same
/// word tells most, their names; where only uses changed the map stays as it is. Deterministic.
/// `progress` is told the share done, 0..1, and ends the work by saying no: the result is then
/// empty. Errors: of the index. Any thread.
Result<std::optional<ClusterMap>> make_cluster_map(std::vector<MapEntry> entries,
                                                   const ClusterMap* former,
                                                   const ClusterMapSettings& settings,
                                                   const std::function<bool(double)>& progress);

} // namespace bsc

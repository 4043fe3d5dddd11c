#pragma once

#include "engine/replay/clusters/cluster_map.h"
#include "engine/store/records.h"

#include <QString>

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace bsc::ui {

/// Words on hits, by the entry that answered.
using LabelsByEntry = std::unordered_map<EntryId, EntryWords>;

/// Some entries of a map in figures: a cluster, the long tail, or what the lasso holds.
struct ClusterSummary {
    static constexpr unsigned bits_per_bar = 4;

    std::uint32_t size = 0, pinned = 0;
    std::uint64_t hits = 0;
    std::int64_t medianCreatedUs = 0;
    unsigned medianToMedoid = 0;           ///< bits
    std::vector<std::uint32_t> distances;  ///< entries by distance to the medoid, bits_per_bar each
    std::vector<std::uint16_t> toMedoid;   ///< ascending
    std::vector<std::uint32_t> mostServed; ///< rows, most hits first, at most most_served
    std::uint32_t right = 0, wrong = 0;    ///< labels on hits of these entries

    static constexpr std::size_t most_served = 50;

    /// Of the requests these entries stand for: each was one miss when it came.
    double hitRate() const;
    /// Share of the entries within `radius` bits of the medoid.
    double within(unsigned radius) const;
};

/// `rows` of the map; distances are to the nearest medoid of each row's own.
ClusterSummary summarize(const ClusterMap& map, std::span<const std::uint32_t> rows,
                         const LabelsByEntry& labels);

} // namespace bsc::ui

#pragma once

#include "engine/proxy/events.h"
#include "engine/replay/clusters/cluster_map.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bsc::ui {

/// Cluster of what is in none: the long tail.
inline constexpr std::uint32_t tail_key = 0;
/// Of entries that left before a map knew them.
inline constexpr std::uint32_t unmapped_key = 0xffff'ffff;

/// One entry that left, and where it stood.
struct ClusterEviction {
    std::int64_t timeUs = 0;
    EntryId entry = 0;
    std::uint32_t cluster = unmapped_key; ///< MapCluster::key
    std::optional<MapPosition> at;        ///< none: no map knew the entry
    std::string policy;                   ///< "person": taken out by hand
};

/// What left the cache during this session, bounded. GUI thread.
class ClusterEvictions {
  public:
    static constexpr std::size_t capacity = 50'000;
    static constexpr std::int64_t ring_life_us = 600'000'000; ///< 10 minutes
    static constexpr const char* by_hand = "person";

    void add(const EvictionEvent& event, const ClusterMap* map);
    void addByHand(EntryId entry, std::int64_t timeUs, const ClusterMap* map);
    /// Those taken out by hand that came back.
    void takeBack(const std::vector<EntryId>& entries);

    const std::deque<ClusterEviction>& all() const { return all_; }
    std::uint64_t of(std::uint32_t cluster) const;
    std::uint64_t since(std::uint32_t cluster, std::int64_t fromUs) const;

    /// A column of the timeline: consecutive batches, so many that it holds `perColumn` entries.
    struct Column {
        std::int64_t firstUs = 0, lastUs = 0;
        std::map<std::uint32_t, std::uint32_t> counts; ///< by cluster
        std::string policy;                            ///< of its first entry
    };
    struct Timeline {
        std::size_t perColumn = 1; ///< entries
        std::vector<Column> columns;
        std::size_t earlier = 0; ///< entries that found no column any more
    };
    /// The newest, in at most `columns` columns; perColumn is 1, 2, 5, 10, 20, ... as it must.
    Timeline timeline(std::size_t columns) const;

  private:
    void push(ClusterEviction eviction);

    std::deque<ClusterEviction> all_; ///< oldest first
    std::map<std::uint32_t, std::uint64_t> totals_;
};

} // namespace bsc::ui

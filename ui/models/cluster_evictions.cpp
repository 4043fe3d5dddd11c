#include "ui/models/cluster_evictions.h"

#include <algorithm>
#include <utility>

namespace bsc::ui {

namespace {

/// 1, 2, 5, 10, 20, 50, ...
std::size_t nextRound(std::size_t step) {
    std::size_t decade = 1;
    while (decade * 10 <= step)
        decade *= 10;
    return step < 2 * decade ? 2 * decade : step < 5 * decade ? 5 * decade : 10 * decade;
}

} // namespace

void ClusterEvictions::push(ClusterEviction eviction) {
    ++totals_[eviction.cluster];
    all_.push_back(std::move(eviction));
    if (all_.size() > capacity)
        all_.pop_front();
}

void ClusterEvictions::add(const EvictionEvent& event, const ClusterMap* map) {
    addByHand(event.entry_id, event.time_us, map);
    all_.back().policy = event.policy.view();
}

void ClusterEvictions::addByHand(EntryId entry, std::int64_t timeUs, const ClusterMap* map) {
    ClusterEviction eviction{timeUs, entry, unmapped_key, {}, by_hand};
    if (map)
        if (const auto row = map->row_of(entry)) {
            const MapPoint& point = map->points[*row];
            eviction.at = point.at;
            eviction.cluster =
                point.cluster == MapPoint::no_cluster ? tail_key : map->clusters[point.cluster].key;
        }
    push(std::move(eviction));
}

void ClusterEvictions::takeBack(const std::vector<EntryId>& entries) {
    std::erase_if(all_, [&](const ClusterEviction& eviction) {
        const bool back = eviction.policy == by_hand &&
                          std::ranges::find(entries, eviction.entry) != entries.end();
        if (back)
            --totals_[eviction.cluster];
        return back;
    });
}

std::uint64_t ClusterEvictions::of(std::uint32_t cluster) const {
    const auto found = totals_.find(cluster);
    return found == totals_.end() ? 0 : found->second;
}

std::uint64_t ClusterEvictions::since(std::uint32_t cluster, std::int64_t fromUs) const {
    std::uint64_t count = 0;
    for (auto it = all_.rbegin(); it != all_.rend() && it->timeUs >= fromUs; ++it)
        count += it->cluster == cluster;
    return count;
}

ClusterEvictions::Timeline ClusterEvictions::timeline(std::size_t columns) const {
    Timeline timeline;
    if (all_.empty() || columns == 0)
        return timeline;
    while (all_.size() > timeline.perColumn * columns)
        timeline.perColumn = nextRound(timeline.perColumn);
    std::size_t inColumn = 0;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        const ClusterEviction& eviction = all_[i];
        // A batch, which shares a moment, is not torn apart.
        const bool sameBatch = i > 0 && all_[i - 1].timeUs == eviction.timeUs;
        if (timeline.columns.empty() || (inColumn >= timeline.perColumn && !sameBatch)) {
            timeline.columns.push_back({eviction.timeUs, eviction.timeUs, {}, eviction.policy});
            inColumn = 0;
        }
        Column& column = timeline.columns.back();
        column.lastUs = eviction.timeUs;
        ++column.counts[eviction.cluster];
        ++inColumn;
    }
    return timeline;
}

} // namespace bsc::ui

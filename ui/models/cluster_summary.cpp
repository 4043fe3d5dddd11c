#include "ui/models/cluster_summary.h"

#include <algorithm>

namespace bsc::ui {

double ClusterSummary::hitRate() const {
    const auto served = static_cast<double>(hits);
    return size == 0 ? 0 : served / (served + static_cast<double>(size));
}

double ClusterSummary::within(unsigned radius) const {
    if (toMedoid.empty())
        return 0;
    const auto inside = std::ranges::upper_bound(toMedoid, radius) - toMedoid.begin();
    return static_cast<double>(inside) / static_cast<double>(toMedoid.size());
}

ClusterSummary summarize(const ClusterMap& map, std::span<const std::uint32_t> rows,
                         const LabelsByEntry& labels) {
    ClusterSummary summary;
    summary.distances.resize(map.bits / ClusterSummary::bits_per_bar + 1);
    std::vector<std::int64_t> created;
    for (const std::uint32_t row : rows) {
        const MapEntry& entry = map.entries[row];
        const MapPoint& point = map.points[row];
        ++summary.size;
        summary.pinned += entry.pinned;
        summary.hits += entry.hits;
        created.push_back(entry.created_us);
        summary.toMedoid.push_back(point.to_medoid);
        ++summary.distances[point.to_medoid / ClusterSummary::bits_per_bar];
        if (const auto label = labels.find(entry.id); label != labels.end()) {
            summary.right += label->second.right;
            summary.wrong += label->second.wrong;
        }
    }
    if (summary.size == 0)
        return summary;
    std::ranges::sort(summary.toMedoid);
    summary.medianToMedoid = summary.toMedoid[summary.size / 2];
    const auto middle = created.begin() + summary.size / 2;
    std::ranges::nth_element(created, middle);
    summary.medianCreatedUs = *middle;
    summary.mostServed.assign(rows.begin(), rows.end());
    const auto shown =
        std::min<std::size_t>(summary.mostServed.size(), ClusterSummary::most_served);
    std::ranges::partial_sort(summary.mostServed,
                              summary.mostServed.begin() + static_cast<std::ptrdiff_t>(shown),
                              [&](std::uint32_t a, std::uint32_t b) {
                                  const MapEntry &x = map.entries[a], &y = map.entries[b];
                                  return x.hits != y.hits ? x.hits > y.hits : x.id < y.id;
                              });
    summary.mostServed.resize(shown);
    return summary;
}

} // namespace bsc::ui

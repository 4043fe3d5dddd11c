#include "ui/models/distance_counts.h"

#include "ui/models/flow.h"

#include <algorithm>

namespace bsc::ui {

void DistanceCounts::add(const FlowEvent& flow) {
    const int distance = nearestDistance(flow);
    if (distance < 0 || distance > flow.bits)
        return;
    if (flow.bits != bits_) {
        bits_ = flow.bits;
        lookups_ = 0;
        cells_.assign(bits_ + 1, {});
    }
    ++lookups_;
    Cell& cell = cells_[static_cast<std::size_t>(distance)];
    const bool hit = answeredFromCache(flow.verdict);
    if (distance <= flow.radius)
        ++(hit ? cell.insideHit : cell.insideRefused);
    else
        ++(hit ? cell.outsideHit : cell.outsideMiss);
}

std::uint64_t DistanceCounts::at(unsigned distance) const {
    if (distance >= cells_.size())
        return 0;
    const Cell& cell = cells_[distance];
    return std::uint64_t{cell.insideHit} + cell.insideRefused + cell.outsideHit + cell.outsideMiss;
}

DistanceCounts::Split DistanceCounts::split(unsigned first, unsigned last, unsigned radius) const {
    Split split;
    for (unsigned d = first; d <= last && d < cells_.size(); ++d) {
        const Cell& cell = cells_[d];
        split.hits += cell.outsideHit;
        if (d <= radius) {
            split.hits += cell.insideHit + cell.outsideMiss;
            split.misses += cell.insideRefused;
            continue;
        }
        auto& missed = d <= radius + near_miss_bits ? split.near : split.misses;
        missed += cell.insideHit + cell.insideRefused + cell.outsideMiss;
    }
    return split;
}

} // namespace bsc::ui

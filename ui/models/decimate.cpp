#include "ui/models/decimate.h"

#include <algorithm>

namespace bsc::ui {

std::vector<QPointF> decimate(const std::vector<QPointF>& points, std::size_t limit) {
    if (points.size() <= limit)
        return points;
    const std::size_t inner = points.size() - 2;
    const std::size_t stretches = (limit - 2) / 2;
    std::vector<QPointF> kept{points.front()};
    kept.reserve(limit);
    for (std::size_t i = 0; i < stretches; ++i) {
        const auto begin = points.begin() + 1 + static_cast<std::ptrdiff_t>(inner * i / stretches);
        const auto end =
            points.begin() + 1 + static_cast<std::ptrdiff_t>(inner * (i + 1) / stretches);
        auto [low, high] = std::minmax_element(
            begin, end, [](const QPointF& a, const QPointF& b) { return a.y() < b.y(); });
        if (high < low)
            std::swap(low, high);
        kept.push_back(*low);
        if (low != high)
            kept.push_back(*high);
    }
    kept.push_back(points.back());
    return kept;
}

} // namespace bsc::ui

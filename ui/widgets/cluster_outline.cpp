#include "ui/widgets/cluster_outline.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace bsc::ui {

namespace {

constexpr double outline_share = 0.9; ///< of the members lie within the outline
constexpr double outline_margin = 0.03;

/// Convex hull, counter-clockwise (Andrew 1979).
QPolygonF hullOf(std::vector<QPointF> points) {
    std::ranges::sort(points, [](const QPointF& a, const QPointF& b) {
        return a.x() != b.x() ? a.x() < b.x() : a.y() < b.y();
    });
    const auto turnsLeft = [](const QPointF& a, const QPointF& b, const QPointF& c) {
        return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x()) > 0;
    };
    QPolygonF hull;
    for (const bool back : {false, true}) {
        const qsizetype base = hull.size();
        for (std::size_t i = 0; i < points.size(); ++i) {
            const QPointF& p = points[back ? points.size() - 1 - i : i];
            while (hull.size() >= base + 2 && !turnsLeft(hull[hull.size() - 2], hull.back(), p))
                hull.removeLast();
            hull << p;
        }
        if (!hull.isEmpty())
            hull.removeLast();
    }
    return hull;
}

} // namespace

QPolygonF outlineOf(std::span<const std::uint32_t> rows, const ClusterMap& map,
                    MapPosition middle) {
    std::vector<std::pair<double, QPointF>> members;
    for (const std::uint32_t row : rows) {
        const MapPosition at = map.points[row].at;
        const double x = at.x - middle.x, y = at.y - middle.y, far = std::hypot(x, y);
        const double grown = far > 0 ? (far + outline_margin) / far : 1;
        members.emplace_back(far, QPointF(middle.x + x * grown, middle.y + y * grown));
    }
    std::ranges::sort(members, {}, [](const auto& member) { return member.first; });
    members.resize(static_cast<std::size_t>(outline_share * static_cast<double>(members.size())));
    std::vector<QPointF> inner;
    for (const auto& member : members)
        inner.push_back(member.second);
    return hullOf(std::move(inner));
}

} // namespace bsc::ui

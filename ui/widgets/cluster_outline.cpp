#include "ui/widgets/cluster_outline.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace bsc::ui {

namespace {

constexpr double outline_share = 0.9; ///< of the members lie within the outline
constexpr double outline_margin = 0.05;
constexpr int sides = 8; ///< of the margin around a corner

/// Convex hull, counter-clockwise (Andrew 1979), of one point or more.
QPolygonF hullOf(std::vector<QPointF> points) {
    if (points.size() == 1)
        return {points.front()};
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
        members.emplace_back(std::hypot(at.x - middle.x, at.y - middle.y), QPointF(at.x, at.y));
    }
    std::ranges::sort(members, {}, [](const auto& member) { return member.first; });
    members.resize(
        static_cast<std::size_t>(std::ceil(outline_share * static_cast<double>(members.size()))));
    std::vector<QPointF> inner, around;
    for (const auto& [far, at] : members)
        inner.push_back(at);
    for (const QPointF& corner : hullOf(std::move(inner)))
        for (int side = 0; side < sides; ++side) {
            const double angle = 2 * std::numbers::pi * side / sides;
            around.push_back(corner + outline_margin * QPointF(std::cos(angle), std::sin(angle)));
        }
    return hullOf(std::move(around));
}

} // namespace bsc::ui

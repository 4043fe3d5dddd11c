#pragma once

#include <QPointF>

#include <cstddef>
#include <vector>

namespace bsc::ui {

inline constexpr std::size_t max_line_points = 600;

/// At most `limit` of the points, in order: of each stretch the lowest and the highest, so that no
/// peak is lost; first and last point always stay. Points are sorted by x; limit >= 4.
std::vector<QPointF> decimate(const std::vector<QPointF>& points,
                              std::size_t limit = max_line_points);

} // namespace bsc::ui

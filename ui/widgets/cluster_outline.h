#pragma once

#include "engine/replay/clusters/cluster_map.h"

#include <QPolygonF>

#include <span>

namespace bsc::ui {

/// The convex outline, in map units, of most of these rows: those nearest to the middle. The few
/// far out would stretch it over other clusters.
QPolygonF outlineOf(std::span<const std::uint32_t> rows, const ClusterMap& map, MapPosition middle);

} // namespace bsc::ui

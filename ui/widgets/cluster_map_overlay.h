#pragma once

#include "ui/models/cluster_model.h"
#include "ui/models/theme.h"

#include <QPainter>

namespace bsc::ui {

/// The entry in a row of the map as a filled dot at `at`, with a tip beside it that tells of it.
void paintEntryTip(QPainter& painter, const QRectF& area, const ClusterModel& model,
                   std::size_t row, QPointF at, const Theme& theme);

/// How far the map is, while it is made; and why there is none.
void paintMapState(QPainter& painter, const QRectF& area, const ClusterModel& model, bool empty,
                   const Theme& theme);

} // namespace bsc::ui

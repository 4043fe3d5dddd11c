#pragma once

#include "ui/models/theme.h"
#include "ui/widgets/figure.h"

#include <QPainter>

namespace bsc::ui {

/// Paints a figure's graphic into `area`.
void paintGraphic(QPainter& painter, const QRectF& area, const Figure& figure, const Theme& theme);

} // namespace bsc::ui

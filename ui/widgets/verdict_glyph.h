#pragma once

#include "engine/cache/decision.h"

#include <QColor>
#include <QPainter>

namespace bsc::ui {

/// The shape that stands for a verdict beside its colour: disc, half disc, ring, arrow, merge or
/// cross, 8 px around `centre`.
void paintVerdictGlyph(QPainter& painter, QPointF centre, Verdict verdict, const QColor& color);

} // namespace bsc::ui

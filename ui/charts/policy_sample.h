#pragma once

#include "ui/models/theme.h"

#include <QPainter>

#include <string_view>

namespace bsc::ui {

constexpr qreal policy_sample_width = 18;

/// A stretch of the line by which charts show the policy, from `left` to the right.
void drawPolicySample(QPainter& painter, QPointF left, std::string_view policy, const Theme& theme);

} // namespace bsc::ui

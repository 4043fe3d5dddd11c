#include "ui/charts/policy_sample.h"

#include "ui/charts/chart_theme.h"
#include "ui/models/policy_look.h"

#include <algorithm>

namespace bsc::ui {

void drawPolicySample(QPainter& painter, QPointF left, std::string_view policy,
                      const Theme& theme) {
    constexpr qreal shorter = 1.4; // so that two periods fit
    PolicyLook look = policyLook(policy, theme);
    for (qreal& length : look.dash)
        length /= shorter;
    painter.setPen(dashedPen(look.color, std::max<qreal>(look.width, 2), look.dash));
    painter.drawLine(left, left + QPointF(policy_sample_width, 0));
}

} // namespace bsc::ui

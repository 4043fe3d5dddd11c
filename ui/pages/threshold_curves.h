#pragma once

#include "engine/replay/decision_sweep.h"
#include "engine/replay/threshold_study.h"
#include "ui/charts/curve_data.h"
#include "ui/models/lab_figures.h"
#include "ui/models/threshold_model.h"

#include <optional>
#include <span>

namespace bsc::ui {

/// What the curves of the threshold lab mark.
struct LabMarks {
    unsigned now = 0;    ///< radius that is live
    unsigned chosen = 0; ///< radius under the blue line: the live one, or one that is tried
    std::optional<unsigned> suggested{};
    double maxWrong = 0.02;
};

/// Fewer labels than this within a radius say nothing that could be drawn.
inline constexpr std::uint64_t labels_for_a_point = 40;

/// Both over one axis of thresholds, the radius in bits below it.
CurveData hitRateCurve(const ThresholdStudy& study, std::span<const DecisionPoint> gated,
                       const ThresholdModel& threshold, const LabMarks& marks);
CurveData wrongHitsCurve(const ThresholdStudy& study, const LabFigures& figures,
                         std::span<const DecisionPoint> gated, const ThresholdModel& threshold,
                         const LabMarks& marks);
CurveData rocCurve(const LabFigures& figures, const ThresholdModel& threshold,
                   const LabMarks& marks);
CurveData precisionRecallCurve(const LabFigures& figures, const ThresholdModel& threshold,
                               const LabMarks& marks);

/// A radius on the shared axis, and back.
double axisOf(unsigned radius, unsigned bits);
unsigned radiusAt(double x, unsigned bits);

} // namespace bsc::ui

#pragma once

#include "engine/replay/label_words.h"
#include "engine/replay/threshold_promise.h"
#include "engine/replay/threshold_study.h"

#include <cstdint>
#include <vector>

namespace bsc::ui {

/// One point of a ROC or a precision and recall curve: what this radius would let through.
struct LabelSplit {
    std::uint64_t right = 0, wrong = 0; ///< labels within the radius
};

/// What the labels of a study say. A value; made on a worker.
struct LabFigures {
    bool fromClasses = false;           ///< the workload's classes are the labels
    ThresholdPromise promise;           ///< from the labels that were drawn
    std::vector<LabelSplit> within;     ///< all labels, by radius 0, 1, ..
    std::uint64_t right = 0, wrong = 0; ///< all labels
    std::uint64_t picked = 0;           ///< of these, given by hand: no promise rests on them
    double rocArea = 0;                 ///< 0.5: distance tells nothing; with both kinds only

    std::uint64_t labels() const { return right + wrong; }
};

LabFigures figuresOf(const ThresholdStudy& study, const std::vector<LabelRecord>& labels,
                     double maxWrong);

} // namespace bsc::ui

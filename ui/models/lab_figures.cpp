#include "ui/models/lab_figures.h"

namespace bsc::ui {

namespace {

/// Area under the curve of right labels kept over wrong ones let through, by trapezoids.
double areaOf(const std::vector<LabelSplit>& within) {
    const LabelSplit all = within.back();
    if (all.right == 0 || all.wrong == 0)
        return 0;
    double area = 0;
    LabelSplit before;
    for (const LabelSplit& at : within) {
        area += static_cast<double>(at.wrong - before.wrong) *
                static_cast<double>(at.right + before.right) / 2;
        before = at;
    }
    return area / (static_cast<double>(all.right) * static_cast<double>(all.wrong));
}

} // namespace

LabFigures figuresOf(const ThresholdStudy& study, const std::vector<LabelRecord>& labels,
                     double maxWrong) {
    LabFigures figures;
    figures.fromClasses = !study.class_labels.empty();
    std::vector<DistanceLabel> judged = study.class_labels, drawn = study.class_labels;
    if (!figures.fromClasses) {
        const LabelWords words(labels);
        judged = words.judged(study.bits);
        drawn = words.drawn(study.bits);
        figures.picked = words.picked(study.bits);
    }
    figures.within.resize(study.bits + 1);
    for (const DistanceLabel& label : judged)
        ++(label.wrong ? figures.within[label.distance].wrong
                       : figures.within[label.distance].right);
    for (std::size_t radius = 1; radius < figures.within.size(); ++radius) {
        figures.within[radius].right += figures.within[radius - 1].right;
        figures.within[radius].wrong += figures.within[radius - 1].wrong;
    }
    figures.right = figures.within.back().right;
    figures.wrong = figures.within.back().wrong;
    figures.rocArea = areaOf(figures.within);
    if (auto promise = promise_threshold(drawn, {.max_wrong = maxWrong, .bits = study.bits}))
        figures.promise = std::move(*promise);
    return figures;
}

} // namespace bsc::ui

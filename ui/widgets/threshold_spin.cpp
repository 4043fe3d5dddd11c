#include "ui/widgets/threshold_spin.h"

#include <QSignalBlocker>

#include <algorithm>

namespace bsc::ui {

ThresholdSpin::ThresholdSpin(ThresholdModel& threshold, QWidget* parent)
    : QDoubleSpinBox(parent), threshold_(threshold) {
    setLocale(QLocale::c()); // a point, as everywhere else
    setRange(0, 1);
    setDecimals(4);
    setKeyboardTracking(false);
    connect(&threshold_, &ThresholdModel::radiusChanged, this, &ThresholdSpin::showThreshold);
    connect(&threshold_, &ThresholdModel::previewChanged, this, &ThresholdSpin::showThreshold);
    connect(this, &QDoubleSpinBox::editingFinished, this, &ThresholdSpin::applyTyped);
    showThreshold();
}

void ThresholdSpin::showThreshold() {
    const QSignalBlocker quiet(this);
    setValue(static_cast<double>(
        threshold_.similarity(threshold_.preview().value_or(threshold_.radius()))));
}

void ThresholdSpin::applyTyped() {
    const auto shown = static_cast<double>(threshold_.similarity(threshold_.radius()));
    if (value() != shown) {
        threshold_.apply(threshold_.radiusFor(static_cast<float>(value())));
        showThreshold();
    }
}

void ThresholdSpin::stepBy(int steps) {
    const int radius = static_cast<int>(threshold_.radius()) - steps;
    threshold_.apply(static_cast<unsigned>(std::max(radius, 0)));
    selectAll();
}

QString ThresholdSpin::textFromValue(double similarity) const {
    const auto asFloat = static_cast<float>(similarity);
    const unsigned radius = threshold_.radiusFor(asFloat);
    return threshold_.similarityText(radius);
}

} // namespace bsc::ui

#include "ui/models/threshold_model.h"

#include "engine/code/similarity.h"

#include <algorithm>
#include <cmath>

namespace bsc::ui {

namespace {

constexpr int coarse_steps = 100, fine_steps = 10'000;

/// The smallest multiple of 1/steps that means this radius, when there is one.
std::optional<float> roundThreshold(unsigned radius, unsigned bits, int steps) {
    const double open_end = std::max(1.0 - (radius + 1.0) / bits, 0.0);
    const double below = std::floor(open_end * steps);
    // Float rounding moves the open end by a hair, so the multiples around it are asked in turn.
    for (const double multiple : {below, below + 1, below + 2}) {
        const auto rounded = static_cast<float>(multiple / steps);
        if (radius_of(rounded, bits) == radius)
            return rounded;
    }
    return std::nullopt;
}

} // namespace

ThresholdModel::ThresholdModel(unsigned bits, unsigned radius, QObject* parent)
    : QObject(parent), bits_(std::max(bits, 1u)), radius_(std::min(radius, bits_)) {}

float ThresholdModel::similarity(unsigned radius) const {
    radius = std::min(radius, bits_);
    if (const auto coarse = roundThreshold(radius, bits_, coarse_steps))
        return *coarse;
    return roundThreshold(radius, bits_, fine_steps).value_or(similarity_of(radius, bits_));
}

QString ThresholdModel::similarityText(unsigned radius) const {
    const bool coarse = roundThreshold(std::min(radius, bits_), bits_, coarse_steps).has_value();
    return QString::number(similarity(radius), 'f', coarse ? 2 : 4);
}

unsigned ThresholdModel::radiusFor(float similarity) const { return radius_of(similarity, bits_); }

void ThresholdModel::setPreview(std::optional<unsigned> radius) {
    if (radius)
        radius = std::min(*radius, bits_);
    if (preview_ == radius)
        return;
    preview_ = radius;
    emit previewChanged();
}

void ThresholdModel::apply(unsigned radius) {
    radius = std::min(radius, bits_);
    setPreview(std::nullopt);
    if (radius != radius_)
        emit applyRequested(radius);
}

void ThresholdModel::setRadius(unsigned radius) {
    radius = std::min(radius, bits_);
    if (radius_ == radius)
        return;
    radius_ = radius;
    emit radiusChanged(radius_);
}

void ThresholdModel::setBits(unsigned bits) {
    bits = std::max(bits, 1u);
    if (bits_ == bits)
        return;
    bits_ = bits;
    radius_ = std::min(radius_, bits_);
    setPreview(std::nullopt);
    setSuggested(std::nullopt);
    emit radiusChanged(radius_);
}

void ThresholdModel::setSuggested(std::optional<unsigned> radius) {
    if (radius)
        radius = std::min(*radius, bits_);
    if (suggested_ == radius)
        return;
    suggested_ = radius;
    emit suggestedChanged();
}

} // namespace bsc::ui

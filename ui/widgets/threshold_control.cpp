#include "ui/widgets/threshold_control.h"

#include "engine/code/similarity.h"
#include "ui/widgets/label.h"
#include "ui/widgets/threshold_slider.h"
#include "ui/widgets/threshold_spin.h"

#include <QHBoxLayout>

namespace bsc::ui {

ThresholdControl::ThresholdControl(ThresholdModel& threshold, const Theme& theme, QWidget* parent)
    : QWidget(parent), threshold_(threshold), theme_(theme),
      bits_(new Label(theme, FontRole::number, Tone::tx2)),
      cosine_(new Label(theme, FontRole::number, Tone::tx3)) {
    auto* caption = new Label(theme, FontRole::base, Tone::tx3, tr("Threshold"));
    auto* slider = new ThresholdSlider(threshold, theme);
    slider->setObjectName("thresholdSlider");
    slider->setAccessibleName(tr("Threshold"));
    auto* spin = new ThresholdSpin(threshold);
    spin->setObjectName("thresholdSpin");
    spin->setAccessibleName(tr("Threshold as similarity"));
    spin->setFont(theme.font(FontRole::number));
    spin->setFixedWidth(68);
    bits_->setObjectName("thresholdBits");
    cosine_->setObjectName("thresholdCosine");

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(caption);
    row->addWidget(slider);
    row->addWidget(spin);
    row->addSpacing(2);
    row->addWidget(bits_);
    row->addWidget(cosine_);

    connect(&threshold_, &ThresholdModel::radiusChanged, this, &ThresholdControl::describe);
    connect(&threshold_, &ThresholdModel::previewChanged, this, &ThresholdControl::describe);
    describe();
}

void ThresholdControl::setCosineShown(bool shown) { cosine_->setVisible(shown); }

void ThresholdControl::describe() {
    const unsigned radius = threshold_.preview().value_or(threshold_.radius());
    const QString similarity = threshold_.similarityText(radius);
    const QString cosine = QString::number(cosine_of(radius, threshold_.bits()), 'f', 3);
    bits_->setText(tr("≤ %1 bits").arg(radius));
    cosine_->setText(tr("· cos %1").arg(cosine));
    setToolTip(tr("An entry answers when at most %1 of %2 bits differ.\n"
                  "The same as similarity ≥ %3 and, on average, cosine ≥ %4.")
                   .arg(radius)
                   .arg(threshold_.bits())
                   .arg(similarity, cosine));
}

} // namespace bsc::ui

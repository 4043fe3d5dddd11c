#include "ui/pages/what_if_header.h"

#include "ui/models/format.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/label.h"

#include <QSignalBlocker>

namespace bsc::ui {

namespace {

constexpr int roomy = 760;

} // namespace

WhatIfHeader::WhatIfHeader(ThresholdLab& lab, const Theme& theme, QWidget* parent)
    : PanelHeader(theme, tr("What if"), {}, parent), lab_(lab),
      sources_(new ChoiceBox("labSource", tr("Requests"), 260)),
      models_(new ChoiceBox("labModel", tr("Model"), 150)),
      method_(new Label(theme, FontRole::secondary, Tone::tx3)) {
    addText(sources_);
    addText(models_);
    addText(method_);
    method_->setObjectName("boundMethod");
    method_->setMinimumWidth(1); // the page may be narrower than it wishes
    const auto button = [&](const char* name, const QString& text, const QString& tip) {
        auto* made = new QPushButton(text);
        made->setObjectName(name);
        made->setAccessibleName(text);
        made->setProperty("scale", "small");
        made->setToolTip(tip);
        addControl(made);
        return made;
    };
    auto* inspector = button("openInspector", tr("Inspector"),
                             tr("Cosine against Hamming, other codes, and traps"));
    auto* decisions =
        button("openDecisions", tr("Ways to decide"),
               tr("Fixed threshold, content gate, second score, adaptive thresholds"));
    again_ = button("computeAgain", tr("Compute again"),
                    tr("Compute again, with the requests there are by now: F5"));
    again_->setIcon(tintedIcon(theme, "again"));
    connect(inspector, &QPushButton::clicked, this, &WhatIfHeader::inspectorRequested);
    connect(decisions, &QPushButton::clicked, this, &WhatIfHeader::decisionsRequested);
    connect(again_, &QPushButton::clicked, &lab_, &ThresholdLab::compute);
    connect(sources_, &QComboBox::activated, &lab_, &ThresholdLab::setSource);
    connect(models_, &QComboBox::activated, &lab_, [this](int index) {
        lab_.setModelFilter(index == 0 ? QString() : models_->itemText(index));
    });
    connect(&lab_, &ThresholdLab::sourcesChanged, this, &WhatIfHeader::showSources);
    connect(&lab_, &ThresholdLab::stateChanged, this, &WhatIfHeader::showState);
    connect(&lab_, &ThresholdLab::figuresChanged, this, &WhatIfHeader::showMethod);
    connect(&lab_, &ThresholdLab::studyChanged, this, [this] {
        showSources();
        showModels();
        showMethod();
    });
    showSources();
    showModels();
    showMethod();
    showState();
}

void WhatIfHeader::showSources() {
    const QSignalBlocker quiet(sources_);
    sources_->clear();
    for (std::size_t i = 0; i < lab_.sources().size(); ++i) {
        const LabSource& source = lab_.sources()[i];
        std::uint64_t requests = source.requests;
        if (static_cast<int>(i) == lab_.currentSource() && lab_.study())
            requests = lab_.study()->requests();
        sources_->addItem(requests == 0
                              ? source.name
                              : tr("%1, %2 requests").arg(source.name, formatCount(requests)));
    }
    sources_->setCurrentIndex(lab_.currentSource());
}

void WhatIfHeader::showModels() {
    const QSignalBlocker quiet(models_);
    models_->clear();
    models_->addItem(tr("All models"));
    models_->addItems(lab_.models());
    models_->setCurrentText(lab_.modelFilter().isEmpty() ? tr("All models") : lab_.modelFilter());
    models_->setEnabled(!lab_.models().isEmpty());
}

void WhatIfHeader::showMethod() {
    method_->setText(!lab_.study() ? QString()
                     : lab_.figures().promise.method == BoundMethod::clopper_pearson
                         ? tr("Clopper-Pearson")
                         : tr("weighted bound"));
}

void WhatIfHeader::showState() {
    again_->setEnabled(lab_.state() != ThresholdLab::State::computing);
}

void WhatIfHeader::resizeEvent(QResizeEvent* event) {
    PanelHeader::resizeEvent(event);
    const bool wide = width() >= roomy;
    method_->setVisible(wide);
    again_->setText(wide ? tr("Compute again") : QString());
}

} // namespace bsc::ui

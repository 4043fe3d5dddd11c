#include "ui/pages/method_sheet.h"

#include "ui/models/format.h"
#include "ui/widgets/label.h"

#include <QPushButton>
#include <QScrollArea>

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{600, 620};

} // namespace

MethodSheet::MethodSheet(const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("How this is computed"), sheet_size, parent),
      text_(new Label(theme, FontRole::base, Tone::tx2)) {
    setObjectName("methodSheet");
    addCloseButton();
    text_->setWordWrap(true);
    text_->setTextFormat(Qt::RichText);
    text_->setAlignment(Qt::AlignTop);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setWidget(text_);
    body().addWidget(scroll);
    auto* close = new QPushButton(tr("Close"));
    close->setObjectName("methodSheet-done");
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    foot().addStretch(1);
    foot().addWidget(close);
}

void MethodSheet::setFigures(const LabFigures& figures, int maxWrongPercent) {
    const ThresholdPromise& promise = figures.promise;
    const QString bound =
        promise.method == BoundMethod::clopper_pearson
            ? tr("All labelled pairs had the same chance to be drawn, so the bound is the exact "
                 "one-sided 95 % Clopper-Pearson bound on the labels inside each radius.")
            : tr("Pairs near the radius were drawn more often than others. Each label counts with "
                 "one over its chance, and the bound is a one-sided 95 % bound by betting "
                 "(Waudby-Smith and Ramdas 2024), which holds for such draws.");
    QStringList parts{
        tr("<b>Hit rate.</b> Every one of the radii is a replay of its own through a fresh cache "
           "with the live policy and capacity: a looser radius stores fewer entries, so the "
           "distances seen at one radius do not tell what happens at another. The dashed line is "
           "the share of requests with any earlier request within the radius; no cache can hit "
           "more. The line “with the gate” is replayed through real caches with "
           "the content gate on, as the proxy has it; a second score is in none of "
           "these: “Ways to decide” has it, beside adaptive thresholds."),
        tr("<b>Wrong hits.</b> A label says whether the answer to the nearest earlier request is "
           "right for a request. Repeats of a text are left out: they are right at any radius. "
           "%1")
            .arg(bound),
        tr("<b>The promise.</b> Radii are tested from strict to loose, from the first whose labels "
           "would do if all were right (%1 in a row for %2 %) to the first that fails. The "
           "confidence therefore holds for the radius picked, not only for each by itself. A "
           "radius "
           "beyond the pairs that could be drawn is never suggested.")
            .arg(formatCount(promise.labels_needed))
            .arg(maxWrongPercent),
        figures.fromClasses
            ? tr("<b>These labels</b> are the workload's classes: a pair is right when both "
                 "prompts are of one class.")
            : tr("<b>The queue</b> draws half of its pairs uniformly among all in reach and half "
                 "among those at most 4 bits from the radius, and stores that chance with each "
                 "label. A pair that is drawn again counts again. Skipped pairs do not count. "
                 "Labels you give in the flow list were picked, not drawn: they are in the charts, "
                 "and no promise rests on them. So far %1 labels were drawn and %2 picked.")
                  .arg(formatCount(promise.labels))
                  .arg(formatCount(figures.picked)),
        tr("<b>Money</b> is at list prices, for requests whose model has a price and whose tokens "
           "are known; others are left out, not taken as free."),
        tr("<b>What no threshold can do.</b> Prompts that differ in one name, number or “not” "
           "lie close together whatever the radius. The trap report of the inspector shows how "
           "many of yours would be served, and the content gate refuses most of them."),
    };
    text_->setText("<p>" + parts.join("</p><p>") + "</p>");
}

} // namespace bsc::ui

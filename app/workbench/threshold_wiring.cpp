#include "app/workbench/threshold_wiring.h"

#include "app/workbench/export_notice.h"
#include "ui/models/format.h"

#include <QAction>
#include <QFileDialog>

namespace bsc::ui {

namespace {

const QString pageKey = "threshold", labelsKey = "labels";

} // namespace

ThresholdWiring::ThresholdWiring(EngineParts& engine, ThresholdModel& threshold,
                                 NoticeBoard& notices, Settings& settings, const Theme& theme)
    : notices_(notices), settings_(settings),
      lab_({*engine.service, engine.workloads.get(), threshold,
            [file = settings.pricesFile().toStdString()] {
                const auto prices = PriceTable::with_file(file);
                return prices ? *prices : std::make_shared<const PriceTable>(PriceTable::shipped());
            }}),
      inspector_(*engine.service), decisions_(*engine.service),
      page_(*new ThresholdPage(lab_, threshold, theme)),
      inspectorSheet_(*new InspectorSheet(inspector_, lab_, threshold, theme, &page_)),
      decisionsSheet_(*new DecisionsSheet(decisions_, lab_, theme, &page_)) {
    page_.restoreState(settings_.page(pageKey));
    const auto facts = [&service = *engine.service, &threshold] {
        return factsOf(service, threshold);
    };
    page_.setFacts(facts);
    inspectorSheet_.setFacts(facts);
    decisionsSheet_.setFacts(facts);
    connect(&page_, &ThresholdPage::failed, this,
            [this](const QString& reason) { raiseExportFailed(notices_, reason); });
    connect(&page_, &ThresholdPage::inspectorRequested, &inspectorSheet_, &InspectorSheet::inspect);
    connect(&page_, &ThresholdPage::decisionsRequested, &decisionsSheet_, &DecisionsSheet::compare);
    connect(&page_, &ThresholdPage::importRequested, this, &ThresholdWiring::importLabels);
    connect(&lab_, &ThresholdLab::labelsImported, this, [this](std::uint64_t labels) {
        notices_.raise({labelsKey,
                        Notice::Level::info,
                        tr("%1 labels were imported").arg(formatCount(labels)),
                        {},
                        {}});
    });
    connect(&lab_, &ThresholdLab::importFailed, this, [this](const QString& reason) {
        notices_.raise(
            {labelsKey, Notice::Level::error, tr("No labels were imported"), reason, {}});
    });
    connect(&page_, &ThresholdPage::replayRequested, this, [this](unsigned radius) {
        if (auto* workloads = page_.window()->findChild<QAction*>("screen-workloads"))
            workloads->trigger();
        emit replayRequested(radius);
    });
}

ThresholdWiring::~ThresholdWiring() { settings_.setPage(pageKey, page_.saveState()); }

void ThresholdWiring::importLabels() {
    const QString file = QFileDialog::getOpenFileName(&page_, tr("Import labels"), {},
                                                      tr("Labels (*.jsonl *.csv);;All files (*)"));
    if (!file.isEmpty())
        lab_.importLabels(file);
}

} // namespace bsc::ui

#pragma once

#include "ui/charts/export_note.h"
#include "ui/models/inspector_model.h"
#include "ui/models/threshold_lab.h"
#include "ui/pages/sheet.h"

#include <QPushButton>
#include <QStackedWidget>

namespace bsc::ui {

class CosineChart;
class Label;
class PlainTable;
class SegmentedControl;

/// The inspector of the lab's requests: cosine against Hamming, what other codes would change, and
/// traps made from the user's own prompts.
class InspectorSheet : public Sheet {
    Q_OBJECT
  public:
    InspectorSheet(InspectorModel& model, ThresholdLab& lab, ThresholdModel& threshold,
                   const Theme& theme, QWidget* parent = nullptr);

    void inspect(); ///< shows the sheet and starts
    bool isComplete() const { return !model_.isRunning() && model_.inspection(); }
    SegmentedControl& part() { return *part_; }
    /// Machine and settings, for the exported chart.
    void setFacts(FactsSource facts) { facts_ = std::move(facts); }

  private:
    QWidget* makePart(QWidget* content, Label*& words);
    QWidget* makeScatter();
    void makeTables();
    void refresh();
    void showScatter(const Inspection& found);
    void showVariants(const Inspection& found);
    void showTraps(const Inspection& found);

    InspectorModel& model_;
    ThresholdLab& lab_;
    ThresholdModel& threshold_;
    const Theme& theme_;
    SegmentedControl* part_;
    QStackedWidget* parts_;
    CosineChart* scatter_;
    PlainTable *variants_, *traps_, *examples_;
    Label *scatterWords_, *variantsWords_, *trapsWords_, *state_;
    QPushButton* cancel_;
    FactsSource facts_;
};

} // namespace bsc::ui

#pragma once

#include "ui/charts/curve_data.h"
#include "ui/charts/export_note.h"
#include "ui/models/decision_ways_model.h"
#include "ui/models/threshold_lab.h"
#include "ui/pages/sheet.h"

#include <QProgressBar>
#include <QPushButton>

namespace bsc::ui {

class CurveChart;
class Label;
class PlainTable;

/// Ways to decide, side by side: hit rate over wrong hits of a fixed threshold, with the content
/// gate, with a second score, and of adaptive thresholds. GUI thread.
class DecisionsSheet : public Sheet {
    Q_OBJECT
  public:
    DecisionsSheet(DecisionWaysModel& model, ThresholdLab& lab, const Theme& theme,
                   QWidget* parent = nullptr);

    void compare(); ///< shows the sheet, and starts when the requests are others
    bool isComplete() const { return !model_.isRunning() && model_.ways(); }
    void setFacts(FactsSource facts) { facts_ = std::move(facts); }

  private:
    void makeChart();
    void makeTable();
    void refresh();
    void showProgress();
    CurveData curves(const DecisionWays& ways) const;
    void fillTable(const DecisionWays& ways);

    DecisionWaysModel& model_;
    ThresholdLab& lab_;
    const Theme& theme_;
    CurveChart* chart_;
    PlainTable* table_;
    Label *words_, *state_;
    QProgressBar* progress_;
    QPushButton* again_;
    FactsSource facts_;
};

} // namespace bsc::ui

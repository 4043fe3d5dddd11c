#pragma once

#include "ui/models/benchmark_model.h"
#include "ui/pages/sheet.h"

#include <QListWidget>
#include <QPushButton>

namespace bsc::ui {

class Label;
class SegmentedControl;

/// Which workloads are measured, and how thoroughly. GUI thread.
class RunBenchmarksSheet : public Sheet {
    Q_OBJECT
  public:
    RunBenchmarksSheet(BenchmarkModel& model, const Theme& theme, QWidget* parent = nullptr);

    void open() override; ///< and comes to the front
    std::vector<BenchmarkOrder> orders() const;

  private:
    void showWorkloads();
    void showEstimate();

    BenchmarkModel& model_;
    QListWidget* workloads_;
    SegmentedControl* repeats_;
    Label *explanation_, *estimate_;
    QPushButton* run_;
};

/// "about 2 min", "about 40 s"; without a measured time the reason.
QString estimateText(const std::optional<double>& seconds);

} // namespace bsc::ui

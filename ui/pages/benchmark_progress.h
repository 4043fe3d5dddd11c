#pragma once

#include "ui/models/benchmark_model.h"
#include "ui/models/theme.h"

#include <QPushButton>
#include <QWidget>

namespace bsc::ui {

class Label;
class ProgressLine;

/// How far the benchmark is that runs, and a way to stop it; hidden while none runs. GUI thread.
class BenchmarkProgress : public QWidget {
    Q_OBJECT
  public:
    BenchmarkProgress(BenchmarkModel& model, const Theme& theme, QWidget* parent = nullptr);

  private:
    void showProgress();

    BenchmarkModel& model_;
    Label *stage_, *left_;
    ProgressLine* line_;
    QPushButton* cancel_;
};

} // namespace bsc::ui

#pragma once

#include "app/workbench/composition.h"

#include <QDir>

namespace bsc::ui {

/// Writes pictures of the real window, in both themes and at both window sizes, as it goes through
/// a run: proxy off, first run, connect sheet, Live, Threshold. GUI thread.
class Screenshots {
  public:
    Screenshots(Composition& program, Theme& theme, QDir folder);

    void takeProxyOff();
    void takeFirstRun(); ///< and the sheets
    void takeLive();
    void takeThreshold(); ///< and its inspector
    void takeClusters();
    /// Empty, replaying live, done; its comparison and stress test.
    void takeWorkloads();
    void takeDecisions();  ///< of the first workload there is
    void takeBenchmarks(); ///< of a quick run of its own
    void takeLibrary();    ///< recording, and the sheets of the library
    /// Pictures that could not be written.
    const QStringList& failures() const { return failures_; }

  private:
    void takeDeletedRuns();
    void openScreen(const char* action);
    void takeWindow(const QString& name);
    void takeSheet(QWidget& sheet, const QString& name);
    void save(QWidget& widget, const QString& name);
    /// The charts a window shows, as every kind of file, in "charts".
    void exportCharts(const QWidget& window, const QString& name);

    Composition& program_;
    Theme& theme_;
    QDir folder_;
    QStringList failures_;
};

} // namespace bsc::ui

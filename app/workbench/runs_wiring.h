#pragma once

#include "app/workbench/benchmarks_wiring.h"
#include "app/workbench/workloads_wiring.h"
#include "ui/models/run_shelf.h"
#include "ui/pages/kept_runs_sheet.h"

namespace bsc::ui {

/// The sheet of kept runs behind the Workload and the Benchmark menu; both screens follow what is
/// deleted there or brought back. GUI thread.
class RunsWiring : public QObject {
    Q_OBJECT
  public:
    RunsWiring(const EngineParts& engine, WorkloadsWiring& workloads, BenchmarksWiring& benchmarks,
               NoticeBoard& notices, const Theme& theme, QWidget& window);
    ~RunsWiring() override;

    KeptRunsSheet& sheet() { return sheet_; }
    RunShelf& shelf() { return shelf_; }

  private:
    void makeCommands();
    void follow();
    void showRunning();
    void tellRemoved(const std::vector<std::uint64_t>& runs);
    void tellErased(const std::vector<std::uint64_t>& runs, const FileRoom& room);
    void showOthers(const std::vector<std::uint64_t>& gone);
    void showRestored();

    WorkloadsWiring& workloads_;
    BenchmarksWiring& benchmarks_;
    NoticeBoard& notices_;
    const bool inMemory_; ///< the database
    RunShelf shelf_;
    KeptRunsSheet& sheet_; ///< the window's
    QAction* removeShown_; ///< the benchmark that is shown
};

} // namespace bsc::ui

#pragma once

#include "app/workbench/engine_parts.h"
#include "ui/models/background.h"
#include "ui/models/benchmark_model.h"
#include "ui/models/notice_board.h"
#include "ui/models/settings.h"
#include "ui/pages/benchmarks_page.h"
#include "ui/pages/run_benchmarks_sheet.h"
#include "ui/widgets/main_window.h"

namespace bsc::ui {

/// The Benchmarks screen and what it is connected to. GUI thread.
class BenchmarksWiring : public QObject {
    Q_OBJECT
  public:
    BenchmarksWiring(EngineParts& engine, NoticeBoard& notices, Settings& settings,
                     const Theme& theme);
    ~BenchmarksWiring() override;

    /// The screen, and its commands as a menu of their own.
    void addTo(MainWindow& window);

    BenchmarkModel& model() { return model_; }
    BenchmarksPage& page() { return page_; }
    RunBenchmarksSheet& sheet() { return sheet_; }
    QMenu& menu() { return menu_; }

  private:
    void makeMenu();
    void follow();
    void showCommands();
    void askExport(const QString& suffix);
    void write(std::shared_ptr<const BenchmarkReport> report, std::optional<std::size_t> cell,
               const QString& file);
    void tellWritten(const Result<void>& done, const QString& file);

    NoticeBoard& notices_;
    Settings& settings_;
    BenchmarkModel model_;
    // Owned by the window the page is added to.
    BenchmarksPage& page_;
    RunBenchmarksSheet& sheet_;
    QMenu &menu_, &exports_;
    QAction *run_ = nullptr, *cancel_ = nullptr;
    const Theme paper_{Theme::Mode::light}; ///< of reports: painted on by the writer only
    Background writer_; ///< the last: waits for its file before anything else goes
};

} // namespace bsc::ui

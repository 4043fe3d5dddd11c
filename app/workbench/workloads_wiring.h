#pragma once

#include "app/workbench/engine_parts.h"
#include "ui/charts/export_note.h"
#include "ui/models/comparison_desk.h"
#include "ui/models/engine_link.h"
#include "ui/models/notice_board.h"
#include "ui/models/replay_session.h"
#include "ui/models/stress_model.h"
#include "ui/models/workload_shelf.h"
#include "ui/pages/comparison_sheet.h"
#include "ui/pages/library_panel.h"
#include "ui/pages/stress_sheet.h"
#include "ui/pages/workloads_page.h"
#include "ui/widgets/main_window.h"

namespace bsc::ui {

/// The Workloads screen and what it is connected to. GUI thread.
class WorkloadsWiring : public QObject {
    Q_OBJECT
  public:
    WorkloadsWiring(EngineParts& engine, const ThresholdModel& threshold, EngineLink& link,
                    NoticeBoard& notices, Settings& settings, const Theme& theme);
    ~WorkloadsWiring() override;

    /// The screen, and its commands as a menu of their own.
    void addTo(MainWindow& window);
    void tryRadius(unsigned radius); ///< fills the form in

    WorkloadShelf& shelf() { return shelf_; }
    ReplaySession& session() { return session_; }
    StressModel& stress() { return stress_; }
    LibraryPanel& library() { return library_; }
    WorkloadsPage& page() { return page_; }
    ComparisonSheet& comparison() { return comparisonSheet_; }
    StressSheet& stressSheet() { return stressSheet_; }
    QMenu& menu() { return menu_; }
    void openComparison();
    void runsChanged(); ///< some were deleted, or are back
    void openStress();

  private:
    void makeCommands();
    QAction* command(const char* name, const QString& text);
    void follow();
    void showCommands();
    ExportNote note() const;

    EngineParts& engine_;
    const ThresholdModel& threshold_;
    EngineLink& link_;
    NoticeBoard& notices_;
    Settings& settings_;
    WorkloadShelf shelf_;
    ReplaySession session_;
    ComparisonDesk desk_;
    StressModel stress_;
    // Owned by the window the page is added to.
    LibraryPanel& library_;
    WorkloadsPage& page_;
    ComparisonSheet& comparisonSheet_;
    StressSheet& stressSheet_;
    QMenu& menu_;
    QAction *replay_ = nullptr, *pause_ = nullptr, *cancel_ = nullptr;
};

} // namespace bsc::ui

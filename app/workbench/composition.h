#pragma once

#include "app/workbench/benchmarks_wiring.h"
#include "app/workbench/clusters_wiring.h"
#include "app/workbench/engine_parts.h"
#include "app/workbench/library_wiring.h"
#include "app/workbench/recording_wiring.h"
#include "app/workbench/runs_wiring.h"
#include "app/workbench/threshold_wiring.h"
#include "app/workbench/workloads_wiring.h"
#include "ui/models/engine_link.h"
#include "ui/models/event_pump.h"
#include "ui/models/flow_model.h"
#include "ui/models/live_model.h"
#include "ui/models/sample_replay.h"
#include "ui/models/status_model.h"
#include "ui/models/threshold_model.h"
#include "ui/pages/connect_sheet.h"
#include "ui/pages/first_run_panel.h"
#include "ui/pages/help_sheets.h"
#include "ui/pages/live_page.h"
#include "ui/pages/live_screen.h"
#include "ui/pages/settings_sheet.h"
#include "ui/widgets/main_window.h"

#include <QThreadPool>

#include <memory>

namespace bsc::ui {

/// Builds the program and wires it: engine below, models above it, the window on top. Members are
/// in the order in which they may go: each needs those before it.
class Composition : public QObject {
    Q_OBJECT
  public:
    Composition(EngineParts engine, Settings& settings, Theme& theme);
    ~Composition() override;

    MainWindow& window() { return window_; }
    ConnectSheet& connectSheet() { return connect_; }
    SettingsSheet& settingsSheet() { return settingsSheet_; }
    EngineLink& link() { return link_; }
    SampleReplay& replay() { return replay_; }
    ThresholdWiring& lab() { return lab_; }
    ClustersWiring& clusters() { return clusters_; }
    WorkloadsWiring& workloads() { return workloads_; }
    BenchmarksWiring& benchmarks() { return benchmarks_; }
    LibraryWiring& library() { return library_; }
    RecordingWiring& recording() { return recording_; }
    RunsWiring& runs() { return runs_; }
    void startReplay(); ///< turns the proxy on when it is off
    bool hasTraffic() const { return live_.hasTraffic(); }

  private:
    void wireEvents();
    void wireFirstRun();
    void wireWindow();
    void makeExportMenu();
    void makeRangeMenu();
    void tellStory();
    void sendTest();
    void raiseNotices();
    void openOtherDatabase();

    EngineParts engine_;
    Settings& settings_;
    Theme& theme_;
    NoticeBoard notices_;
    ThresholdModel threshold_;
    EngineLink link_;
    StatusModel status_;
    EventPump pump_;
    FlowModel flows_;
    LiveModel figures_;
    SampleReplay replay_;
    ChatClient testClient_;
    MainWindow window_;
    // Owned by the window.
    FirstRunPanel& firstRun_;
    LivePage& livePage_;
    LiveScreen& live_;
    ConnectSheet& connect_;
    SettingsSheet& settingsSheet_;
    ThresholdWiring lab_;
    ClustersWiring clusters_;
    WorkloadsWiring workloads_;
    BenchmarksWiring benchmarks_;
    LibraryWiring library_;
    RecordingWiring recording_;
    RunsWiring runs_;
    QThreadPool pool_; ///< the last: waits for its work before anything else goes
};

} // namespace bsc::ui

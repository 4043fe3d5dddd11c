#pragma once

#include "app/workbench/library_wiring.h"
#include "ui/models/engine_link.h"
#include "ui/models/recording_model.h"
#include "ui/widgets/main_window.h"
#include "ui/widgets/record_control.h"

#include <QAction>

#include <memory>

namespace bsc::ui {

/// Recording of live traffic: the control in the toolbar, Ctrl+R, the row in the library, and what
/// is told about it. GUI thread; the proxy must outlive it.
class RecordingWiring : public QObject {
    Q_OBJECT
  public:
    RecordingWiring(EngineParts& engine, EngineLink& link, LibraryWiring& library,
                    NoticeBoard& notices, const Theme& theme, MainWindow& window);
    ~RecordingWiring() override; ///< ends a recording; what was recorded stays

    RecordingModel& model() { return model_; }

  private:
    void follow();
    void tellOfProxy();
    void suggestName();

    Proxy& proxy_;
    EngineLink& link_;
    WorkloadShelf& shelf_;
    NoticeBoard& notices_;
    RecordingModel model_;
    RecordControl& control_; ///< the window's
    QAction& action_;        ///< the window's
};

} // namespace bsc::ui

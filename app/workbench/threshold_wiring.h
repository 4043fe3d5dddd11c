#pragma once

#include "app/workbench/engine_parts.h"
#include "ui/models/decision_ways_model.h"
#include "ui/models/engine_link.h"
#include "ui/models/inspector_model.h"
#include "ui/models/notice_board.h"
#include "ui/models/threshold_lab.h"
#include "ui/pages/decisions_sheet.h"
#include "ui/pages/inspector_sheet.h"
#include "ui/pages/threshold_page.h"

#include <span>

namespace bsc::ui {

/// The Threshold screen and what it is connected to. GUI thread.
class ThresholdWiring : public QObject {
    Q_OBJECT
  public:
    ThresholdWiring(EngineParts& engine, ThresholdModel& threshold, NoticeBoard& notices,
                    Settings& settings, const Theme& theme);
    ~ThresholdWiring() override;

    void take(std::span<const Event> events) { lab_.take(events); }
    ThresholdLab& lab() { return lab_; }
    ThresholdPage& page() { return page_; }
    InspectorSheet& inspector() { return inspectorSheet_; }
    DecisionsSheet& decisions() { return decisionsSheet_; }

  signals:
    void replayRequested(unsigned radius); ///< on the Workloads screen

  private:
    void importLabels();

    NoticeBoard& notices_;
    Settings& settings_;
    ThresholdLab lab_;
    InspectorModel inspector_;
    DecisionWaysModel decisions_;
    ThresholdPage& page_;            ///< owned by the window it is added to
    InspectorSheet& inspectorSheet_; ///< the page's
    DecisionsSheet& decisionsSheet_; ///< the page's
};

} // namespace bsc::ui

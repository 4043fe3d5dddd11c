#pragma once

#include "engine/base/result.h"
#include "engine/store/records.h"
#include "ui/models/flow_model.h"
#include "ui/pages/sheet.h"

#include <vector>

namespace bsc::ui {

class Label;

/// The stored flows that some entries answered. It goes away when it is closed. GUI thread.
class EntryFlowsSheet : public Sheet {
    Q_OBJECT
  public:
    EntryFlowsSheet(const Theme& theme, const QString& name, QWidget* parent);

    /// Newest first, as the store gives them.
    void setFlows(const Result<std::vector<FlowRecord>>& flows);

  private:
    FlowModel flows_;
    Label* state_;
};

} // namespace bsc::ui

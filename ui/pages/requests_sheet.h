#pragma once

#include "ui/models/workload_rows.h"
#include "ui/pages/sheet.h"

class QSpinBox;

namespace bsc::ui {

class RequestTable;

/// All requests of a saved workload, a million as well. It goes away when it is closed. GUI thread.
class RequestsSheet : public Sheet {
    Q_OBJECT
  public:
    RequestsSheet(std::shared_ptr<WorkloadLibrary> library, const WorkloadInfo& workload,
                  const Theme& theme, QWidget* parent);

    bool isComplete() const { return !rows_.isReading(); } ///< nothing that is in view is missing

  private:
    void goTo(int number);

    WorkloadRowsModel rows_;
    RequestTable* table_;
    QSpinBox* row_;
};

} // namespace bsc::ui

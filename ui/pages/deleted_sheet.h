#pragma once

#include "ui/models/deleted_workloads.h"
#include "ui/pages/deleted_panel.h"
#include "ui/pages/sheet.h"

namespace bsc::ui {

/// Workloads that were deleted. GUI thread; `shelf` must outlive it.
class DeletedSheet : public Sheet {
    Q_OBJECT
  public:
    DeletedSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent);

    void open();
    void reject() override; ///< an open question is taken back first

  private:
    DeletedWorkloads workloads_;
    DeletedPanel* panel_;
};

} // namespace bsc::ui

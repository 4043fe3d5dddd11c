#include "ui/pages/deleted_sheet.h"

namespace bsc::ui {

namespace {

constexpr QSize sheet_size{640, 380};

} // namespace

DeletedSheet::DeletedSheet(WorkloadShelf& shelf, const Theme& theme, QWidget* parent)
    : Sheet(theme, tr("Deleted workloads"), sheet_size, parent), workloads_(shelf),
      panel_(new DeletedPanel(workloads_, "deletedWorkloads", theme)) {
    setObjectName("deletedSheet");
    addCloseButton();
    body().addWidget(panel_, 1);
    foot().addWidget(panel_->foot(), 1);
}

void DeletedSheet::open() {
    show();
    raise();
    activateWindow();
    panel_->begin();
}

void DeletedSheet::reject() {
    if (!panel_->closeQuestion())
        Sheet::reject();
}

} // namespace bsc::ui

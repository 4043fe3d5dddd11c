#pragma once

#include "engine/replay/workload.h"
#include "ui/models/request_rows.h"

namespace bsc::ui {

/// The first requests of something that is not in the library yet. GUI thread.
class RequestPreview : public RequestRows {
    Q_OBJECT
  public:
    using RequestRows::RequestRows;

    void setRows(const std::vector<WorkloadRow>& rows);

    int rowCount(const QModelIndex& parent = {}) const override;

  protected:
    const WorkloadRowRecord* requestAt(int row) const override;

  private:
    std::vector<WorkloadRowRecord> rows_;
};

} // namespace bsc::ui

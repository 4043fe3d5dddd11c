#include "ui/models/request_preview.h"

#include "engine/replay/library_rows.h"

namespace bsc::ui {

void RequestPreview::setRows(const std::vector<WorkloadRow>& rows) {
    beginResetModel();
    rows_.clear();
    for (const WorkloadRow& row : rows)
        rows_.push_back(row_record(row));
    endResetModel();
}

int RequestPreview::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

const WorkloadRowRecord* RequestPreview::requestAt(int row) const {
    return &rows_[static_cast<std::size_t>(row)];
}

} // namespace bsc::ui

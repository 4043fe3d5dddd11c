#include "ui/models/request_preview.h"

#include "engine/replay/library_rows.h"
#include "ui/models/format.h"

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

int RequestPreview::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(RowColumn::count);
}

QVariant RequestPreview::data(const QModelIndex& index, int role) const {
    const auto column = static_cast<RowColumn>(index.column());
    if (role == Qt::TextAlignmentRole)
        return rowAlignment(column);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    return column == RowColumn::number
               ? formatCount(index.row() + 1)
               : rowText(rows_[static_cast<std::size_t>(index.row())], column);
}

QVariant RequestPreview::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<RowColumn>(section);
    if (role == Qt::TextAlignmentRole)
        return rowAlignment(column);
    return role == Qt::DisplayRole ? rowColumnTitle(column) : QVariant();
}

} // namespace bsc::ui

#pragma once

#include "engine/replay/workload.h"
#include "ui/models/workload_rows.h"

namespace bsc::ui {

/// The first requests of something that is not in the library yet. GUI thread.
class RequestPreview : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const std::vector<WorkloadRow>& rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    std::vector<WorkloadRowRecord> rows_;
};

} // namespace bsc::ui

#pragma once

#include "engine/store/workload_library.h"

#include <QAbstractTableModel>

namespace bsc::ui {

enum class RowColumn { number, time, prompt, meaning, model, source, tokens, count };

/// Requests as a table, one a row. GUI thread.
class RequestRows : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  protected:
    /// Null: not there yet.
    virtual const WorkloadRowRecord* requestAt(int row) const = 0;
};

/// How a request is written in its cells; the number it has only in a table.
QString rowText(const WorkloadRowRecord& row, RowColumn column);

} // namespace bsc::ui

#pragma once

#include "ui/models/theme.h"

#include <QTableView>

namespace bsc::ui {

/// Requests of a workload, one a line; the columns are those of RowColumn. GUI thread.
class RequestTable : public QTableView {
    Q_OBJECT
  public:
    RequestTable(QAbstractItemModel& requests, const Theme& theme, QWidget* parent = nullptr);
};

} // namespace bsc::ui

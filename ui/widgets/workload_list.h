#pragma once

#include "ui/models/theme.h"
#include "ui/models/workload_table.h"

#include <QTableView>

namespace bsc::ui {

/// The library of workloads: two lines a row, an icon for where it comes from. Del deletes, F2
/// renames, Return opens. GUI thread.
class WorkloadList : public QTableView {
    Q_OBJECT
  public:
    WorkloadList(WorkloadTable& table, const Theme& theme, QWidget* parent = nullptr);

    std::uint64_t current() const; ///< 0: none
    void setCurrent(std::uint64_t id);
    void editName(); ///< of the current one, in place

  signals:
    void currentChangedTo(std::uint64_t id);
    void opened(std::uint64_t id);
    void deleteRequested(std::uint64_t id);
    void menuRequested(std::uint64_t id, const QPoint& global);

  protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    WorkloadTable& table_;
    std::uint64_t wanted_ = 0; ///< kept over a reset of the table
};

} // namespace bsc::ui

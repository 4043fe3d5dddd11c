#pragma once

#include "engine/store/workload_library.h"
#include "ui/models/background.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QSet>

#include <memory>
#include <vector>

namespace bsc::ui {

enum class RowColumn { number, time, prompt, meaning, model, source, tokens, count };

/// The requests of one workload, a million as well: pages are read in the background when they come
/// into view, and the oldest forgotten. GUI thread.
class WorkloadRowsModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    WorkloadRowsModel(std::shared_ptr<WorkloadLibrary> library, std::uint64_t id,
                      std::uint64_t requests, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    bool isReading() const { return !asked_.isEmpty(); }

  signals:
    void failed(const QString& why);

  private:
    using Page = std::vector<WorkloadRowRecord>;
    void read(int page);

    const std::shared_ptr<WorkloadLibrary> library_;
    const std::uint64_t id_;
    const int rows_;
    QCache<int, Page> pages_;
    QSet<int> asked_;
    Background background_;
};

/// How one request is written in a cell.
QString rowText(const WorkloadRowRecord& row, RowColumn column);
QString rowColumnTitle(RowColumn column);
QVariant rowAlignment(RowColumn column);

} // namespace bsc::ui

#pragma once

#include "ui/models/background.h"
#include "ui/models/request_rows.h"

#include <QCache>
#include <QSet>

#include <memory>
#include <vector>

namespace bsc::ui {

/// The requests of one workload, a million as well: pages are read in the background when they come
/// into view, and the oldest forgotten. GUI thread.
class WorkloadRowsModel : public RequestRows {
    Q_OBJECT
  public:
    WorkloadRowsModel(std::shared_ptr<WorkloadLibrary> library, std::uint64_t id,
                      std::uint64_t requests, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;

    bool isReading() const { return !asked_.isEmpty(); }

  signals:
    void failed(const QString& why);

  protected:
    const WorkloadRowRecord* requestAt(int row) const override;

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

} // namespace bsc::ui

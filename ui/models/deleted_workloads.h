#pragma once

#include "ui/models/deleted_things.h"
#include "ui/models/workload_shelf.h"

namespace bsc::ui {

/// GUI thread; `shelf` must outlive it.
class DeletedWorkloads : public DeletedThings {
    Q_OBJECT
  public:
    explicit DeletedWorkloads(WorkloadShelf& shelf, QObject* parent = nullptr);

    QString title() const override;
    std::vector<Column> columns() const override;
    int wideColumn() const override { return 0; }
    QString emptyText() const override;

    std::vector<DeletedThing> things() const override;
    QString summary() const override;
    bool canChange() const override { return !shelf_.isReadOnly(); }
    QString question(const std::vector<std::uint64_t>& ids) const override;

    void refresh() override { shelf_.refresh(); }
    void restore(const std::vector<std::uint64_t>& ids) override;
    void erase(const std::vector<std::uint64_t>& ids) override;

  private:
    WorkloadShelf& shelf_;
};

} // namespace bsc::ui

#pragma once

#include "ui/models/deleted_things.h"
#include "ui/models/run_shelf.h"

namespace bsc::ui {

/// GUI thread; `shelf` must outlive it.
class DeletedRuns : public DeletedThings {
    Q_OBJECT
  public:
    explicit DeletedRuns(RunShelf& shelf, QObject* parent = nullptr);

    QString title() const override;
    std::vector<Column> columns() const override;
    int wideColumn() const override;
    QString emptyText() const override;

    std::vector<DeletedThing> things() const override;
    QString summary() const override;
    bool canChange() const override { return true; }
    QString question(const std::vector<std::uint64_t>& ids) const override;

    void refresh() override { shelf_.refresh(); }
    void restore(const std::vector<std::uint64_t>& ids) override { shelf_.restore(ids); }
    void erase(const std::vector<std::uint64_t>& ids) override { shelf_.erase(ids); }

  private:
    RunShelf& shelf_;
};

/// The workload's name, or what was measured without one.
QString subjectOf(const RunInfo& run);
QString startText(const RunInfo& run); ///< "23 Nov 2026 21:40", local time

} // namespace bsc::ui

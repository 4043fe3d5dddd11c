#include "ui/models/workload_rows.h"

#include "ui/models/format.h"

#include <algorithm>
#include <limits>

namespace bsc::ui {

namespace {

constexpr int page_rows = 200, most_pages = 100;

} // namespace

WorkloadRowsModel::WorkloadRowsModel(std::shared_ptr<WorkloadLibrary> library, std::uint64_t id,
                                     std::uint64_t requests, QObject* parent)
    : RequestRows(parent), library_(std::move(library)), id_(id),
      rows_(static_cast<int>(std::min<std::uint64_t>(requests, std::numeric_limits<int>::max()))),
      pages_(most_pages) {}

int WorkloadRowsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : rows_;
}

const WorkloadRowRecord* WorkloadRowsModel::requestAt(int row) const {
    const int number = row / page_rows;
    const Page* page = pages_.object(number);
    if (!page) {
        // Reading is no change of what the model means.
        const_cast<WorkloadRowsModel*>(this)->read(number);
        return nullptr;
    }
    static const WorkloadRowRecord unreadable;
    const auto at = static_cast<std::size_t>(row % page_rows);
    return at < page->size() ? &(*page)[at] : &unreadable;
}

void WorkloadRowsModel::read(int page) {
    if (asked_.contains(page))
        return;
    asked_.insert(page);
    background_.run(
        [library = library_, id = id_, page] {
            return library->page(id, static_cast<std::uint64_t>(page) * page_rows, page_rows);
        },
        [this, page](Result<std::vector<WorkloadRowRecord>> rows) {
            asked_.remove(page);
            if (!rows) {
                emit failed(toText(rows.error().text));
                pages_.insert(page, new Page); // blank, and not asked for at each repaint
                return;
            }
            pages_.insert(page, new Page(std::move(*rows)));
            emit dataChanged(index(page * page_rows, 0),
                             index(std::min(rows_, (page + 1) * page_rows) - 1, columnCount() - 1));
        });
}

} // namespace bsc::ui

#include "ui/models/workload_rows.h"

#include "ui/models/format.h"

#include <algorithm>
#include <limits>

namespace bsc::ui {

namespace {

constexpr int page_rows = 200, most_pages = 100;

} // namespace

QString rowColumnTitle(RowColumn column) {
    switch (column) {
    case RowColumn::number:
        return WorkloadRowsModel::tr("Row");
    case RowColumn::time:
        return WorkloadRowsModel::tr("Time");
    case RowColumn::prompt:
        return WorkloadRowsModel::tr("Prompt");
    case RowColumn::meaning:
        return WorkloadRowsModel::tr("Class");
    case RowColumn::model:
        return WorkloadRowsModel::tr("Model");
    case RowColumn::source:
        return WorkloadRowsModel::tr("Source");
    case RowColumn::tokens:
        return WorkloadRowsModel::tr("Tokens");
    case RowColumn::count:
        break;
    }
    return {};
}

QVariant rowAlignment(RowColumn column) {
    const bool figure =
        column == RowColumn::number || column == RowColumn::time || column == RowColumn::tokens;
    return QVariant((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QString rowText(const WorkloadRowRecord& row, RowColumn column) {
    switch (column) {
    case RowColumn::time:
        return row.arrival ? formatFixed(*row.arrival, 1) + " s" : QString();
    case RowColumn::prompt:
        return QString::fromStdString(row.prompt).simplified();
    case RowColumn::meaning:
        return row.meaning_class ? QString::fromStdString(*row.meaning_class) : QString();
    case RowColumn::model:
        return QString::fromStdString(row.model);
    case RowColumn::source:
        return QString::fromStdString(row.source);
    case RowColumn::tokens:
        if (row.input_tokens + row.output_tokens == 0)
            return {};
        return QString("%1 → %2").arg(formatCount(static_cast<std::int64_t>(row.input_tokens)),
                                      formatCount(static_cast<std::int64_t>(row.output_tokens)));
    case RowColumn::number:
    case RowColumn::count:
        break;
    }
    return {};
}

WorkloadRowsModel::WorkloadRowsModel(std::shared_ptr<WorkloadLibrary> library, std::uint64_t id,
                                     std::uint64_t requests, QObject* parent)
    : QAbstractTableModel(parent), library_(std::move(library)), id_(id),
      rows_(static_cast<int>(std::min<std::uint64_t>(requests, std::numeric_limits<int>::max()))),
      pages_(most_pages) {}

int WorkloadRowsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : rows_;
}

int WorkloadRowsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(RowColumn::count);
}

QVariant WorkloadRowsModel::data(const QModelIndex& index, int role) const {
    const auto column = static_cast<RowColumn>(index.column());
    if (role == Qt::TextAlignmentRole)
        return rowAlignment(column);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (column == RowColumn::number)
        return formatCount(index.row() + 1);
    const int number = index.row() / page_rows;
    const Page* page = pages_.object(number);
    if (!page) {
        // Reading is no change of what the model means.
        const_cast<WorkloadRowsModel*>(this)->read(number);
        return role == Qt::DisplayRole && column == RowColumn::prompt ? QVariant("…") : QVariant();
    }
    const auto at = static_cast<std::size_t>(index.row() % page_rows);
    return at < page->size() ? rowText((*page)[at], column) : QVariant();
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
                emit failed(QString::fromStdString(rows.error().text));
                pages_.insert(page, new Page); // blank, and not asked for at each repaint
                return;
            }
            pages_.insert(page, new Page(std::move(*rows)));
            emit dataChanged(index(page * page_rows, 0),
                             index(std::min(rows_, (page + 1) * page_rows) - 1, columnCount() - 1));
        });
}

QVariant WorkloadRowsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<RowColumn>(section);
    if (role == Qt::TextAlignmentRole)
        return rowAlignment(column);
    return role == Qt::DisplayRole ? rowColumnTitle(column) : QVariant();
}

} // namespace bsc::ui

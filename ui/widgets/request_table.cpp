#include "ui/widgets/request_table.h"

#include "ui/models/request_rows.h"
#include "ui/widgets/table_cells.h"
#include "ui/widgets/table_header.h"

#include <utility>

namespace bsc::ui {

namespace {

constexpr int row_height = 24;
constexpr std::pair<RowColumn, int> widths[] = {
    {RowColumn::number, 84}, {RowColumn::time, 92},   {RowColumn::meaning, 110},
    {RowColumn::model, 110}, {RowColumn::source, 96}, {RowColumn::tokens, 104},
};

} // namespace

RequestTable::RequestTable(QAbstractItemModel& requests, const Theme& theme, QWidget* parent)
    : QTableView(parent) {
    setObjectName("requestTable");
    setAccessibleName(tr("Requests"));
    setFont(theme.font(FontRole::secondary));
    setItemDelegate(new TableCells(this));
    for (const RowColumn figures : {RowColumn::number, RowColumn::time, RowColumn::tokens})
        setItemDelegateForColumn(static_cast<int>(figures),
                                 new TableCells(theme.font(FontRole::number), this));
    setShowGrid(false);
    setWordWrap(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(row_height);
    auto* header = new TableHeader(theme, this);
    setHorizontalHeader(header);
    header->setSectionResizeMode(QHeaderView::Interactive);
    setModel(&requests); // once all rows have their height: a million are laid out once
    header->setSectionResizeMode(static_cast<int>(RowColumn::prompt), QHeaderView::Stretch);
    for (const auto& [column, width] : widths)
        setColumnWidth(static_cast<int>(column), width);
}

} // namespace bsc::ui

#include "ui/widgets/plain_table.h"

#include "ui/widgets/table_cells.h"
#include "ui/widgets/table_header.h"

#include <utility>

namespace bsc::ui {

namespace {

constexpr int row_height = 24;

Qt::Alignment sideOf(PlainTable::Kind kind) {
    return (kind == PlainTable::Kind::words ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter;
}

} // namespace

PlainTable::PlainTable(const char* name, const QString& about, std::vector<Column> columns,
                       const Theme& theme, QWidget* parent)
    : QTableWidget(0, static_cast<int>(columns.size()), parent), theme_(theme),
      columns_(std::move(columns)) {
    setObjectName(name);
    setAccessibleName(about);
    setItemDelegate(new TableCells(this));
    auto* header = new TableHeader(theme, this);
    setHorizontalHeader(header);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    for (int column = 0; column < columnCount(); ++column) {
        const auto& [title, kind] = columns_[static_cast<std::size_t>(column)];
        auto* head = new QTableWidgetItem(title);
        head->setTextAlignment(sideOf(kind));
        setHorizontalHeaderItem(column, head);
    }
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(row_height);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setTabKeyNavigation(false);
    setShowGrid(false);
}

void PlainTable::setStretched(std::initializer_list<int> columns) {
    for (const int column : columns)
        horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void PlainTable::setHeightForRows(int rows) {
    setFixedHeight(horizontalHeader()->height() + rows * row_height + 2 * frameWidth());
}

QTableWidgetItem& PlainTable::setCell(int row, int column, const QString& text,
                                      const QString& tip) {
    const Kind kind = columns_[static_cast<std::size_t>(column)].kind;
    auto* cell = new QTableWidgetItem(text);
    cell->setFont(theme_.font(kind == Kind::words ? FontRole::table : FontRole::number));
    cell->setTextAlignment(sideOf(kind));
    cell->setToolTip(tip);
    setItem(row, column, cell);
    return *cell;
}

void PlainTable::setRows(const std::vector<QStringList>& rows) {
    setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < rowCount(); ++row)
        for (int column = 0; column < columnCount(); ++column) {
            const QString& text = rows[static_cast<std::size_t>(row)][column];
            setCell(row, column, text, text);
        }
}

} // namespace bsc::ui

#include "ui/models/request_rows.h"

#include "ui/models/format.h"

namespace bsc::ui {

namespace {

QString titleOf(RowColumn column) {
    switch (column) {
    case RowColumn::number:
        return RequestRows::tr("Row");
    case RowColumn::time:
        return RequestRows::tr("Time");
    case RowColumn::prompt:
        return RequestRows::tr("Prompt");
    case RowColumn::meaning:
        return RequestRows::tr("Class");
    case RowColumn::model:
        return RequestRows::tr("Model");
    case RowColumn::source:
        return RequestRows::tr("Source");
    case RowColumn::tokens:
        return RequestRows::tr("Tokens");
    case RowColumn::count:
        break;
    }
    return {};
}

QVariant alignmentOf(RowColumn column) {
    const bool figure =
        column == RowColumn::number || column == RowColumn::time || column == RowColumn::tokens;
    return QVariant((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

QString rowText(const WorkloadRowRecord& row, RowColumn column) {
    switch (column) {
    case RowColumn::time:
        return row.arrival ? formatFixed(*row.arrival, 1) + " s" : QString();
    case RowColumn::prompt:
        return toText(row.prompt).simplified();
    case RowColumn::meaning:
        return row.meaning_class ? toText(*row.meaning_class) : QString();
    case RowColumn::model:
        return toText(row.model);
    case RowColumn::source:
        return toText(row.source);
    case RowColumn::tokens:
        if (row.input_tokens + row.output_tokens == 0)
            return {};
        return QString("%1 → %2").arg(formatCount(row.input_tokens),
                                      formatCount(row.output_tokens));
    case RowColumn::number:
    case RowColumn::count:
        break;
    }
    return {};
}

int RequestRows::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(RowColumn::count);
}

QVariant RequestRows::data(const QModelIndex& index, int role) const {
    const auto column = static_cast<RowColumn>(index.column());
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(column);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (column == RowColumn::number)
        return formatCount(index.row() + 1);
    if (const WorkloadRowRecord* request = requestAt(index.row()))
        return rowText(*request, column);
    return role == Qt::DisplayRole && column == RowColumn::prompt ? QVariant("…") : QVariant();
}

QVariant RequestRows::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<RowColumn>(section);
    if (role == Qt::TextAlignmentRole)
        return alignmentOf(column);
    return role == Qt::DisplayRole ? titleOf(column) : QVariant();
}

} // namespace bsc::ui

#include "ui/models/workload_table.h"

#include "ui/models/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace bsc::ui {

namespace {

QString kindName(WorkloadKind kind) {
    switch (kind) {
    case WorkloadKind::recorded:
        return WorkloadTable::tr("recorded");
    case WorkloadKind::imported:
        return WorkloadTable::tr("imported");
    case WorkloadKind::synthetic:
        return WorkloadTable::tr("synthetic");
    case WorkloadKind::sample:
        return WorkloadTable::tr("sample");
    }
    return {};
}

QString detailOf(const ShelfRow& row) {
    const QString span = formatSpan(row.info.span_seconds);
    if (row.recording)
        return WorkloadTable::tr("recording, %1").arg(span);
    const QString kind = kindName(row.info.kind);
    return row.info.timed > 1 ? kind + ", " + span : kind;
}

QStringList tagsOf(const WorkloadInfo& info) {
    QStringList tags;
    if (info.labelled > 0)
        tags << WorkloadTable::tr("labelled");
    if (info.baseline)
        tags << WorkloadTable::tr("baseline");
    return tags;
}

bool sameRows(const std::vector<ShelfRow>& a, const std::vector<ShelfRow>& b) {
    return std::ranges::equal(
        a, b, {}, [](const ShelfRow& row) { return row.info.id; },
        [](const ShelfRow& row) { return row.info.id; });
}

} // namespace

QString formatSpan(double seconds) {
    const auto whole = static_cast<qint64>(seconds);
    const qint64 days = whole / 86'400, hours = whole / 3600 % 24, minutes = whole / 60 % 60;
    if (days > 0)
        return hours > 0 ? WorkloadTable::tr("%1 d %2 h").arg(days).arg(hours)
                         : WorkloadTable::tr("%1 d").arg(days);
    if (hours > 0)
        return minutes > 0 ? WorkloadTable::tr("%1 h %2 min").arg(hours).arg(minutes)
                           : WorkloadTable::tr("%1 h").arg(hours);
    return minutes > 0 ? WorkloadTable::tr("%1 min").arg(minutes)
                       : WorkloadTable::tr("%1 s").arg(whole);
}

QString formatPeriod(std::int64_t epochUs, double seconds) {
    const QDateTime first = QDateTime::fromMSecsSinceEpoch(epochUs / 1000);
    const QDateTime last = first.addMSecs(static_cast<qint64>(seconds * 1000));
    const QLocale c = QLocale::c();
    return WorkloadTable::tr("%1 to %2")
        .arg(c.toString(first, "d MMM HH:mm"),
             c.toString(last, first.date() == last.date() ? "HH:mm" : "d MMM HH:mm"));
}

QString formatDay(std::int64_t epochUs, std::int64_t nowUs) {
    const QDate day = QDateTime::fromMSecsSinceEpoch(epochUs / 1000).date();
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowUs / 1000).date();
    const qint64 ago = day.daysTo(today);
    constexpr qint64 counted = 7;
    if (ago == 0)
        return WorkloadTable::tr("today");
    if (ago == 1)
        return WorkloadTable::tr("yesterday");
    if (ago > 0 && ago < counted)
        return WorkloadTable::tr("%1 days ago").arg(ago);
    return QLocale::c().toString(day, day.year() == today.year() ? "d MMM" : "d MMM yyyy");
}

WorkloadTable::WorkloadTable(WorkloadShelf& shelf, QObject* parent)
    : QAbstractTableModel(parent), shelf_(shelf) {
    connect(&shelf_, &WorkloadShelf::changed, this, &WorkloadTable::follow);
    follow();
}

void WorkloadTable::setSearch(const QString& text) {
    search_ = text.trimmed();
    follow();
}

/// A selection survives news about the same rows.
void WorkloadTable::follow() {
    std::vector<ShelfRow> rows;
    for (const ShelfRow& row : shelf_.rows())
        if (QString::fromStdString(row.info.name).contains(search_, Qt::CaseInsensitive))
            rows.push_back(row);
    std::ranges::stable_partition(rows, &ShelfRow::recording);
    if (sameRows(rows, shown_)) {
        shown_ = std::move(rows);
        if (!shown_.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    shown_ = std::move(rows);
    endResetModel();
}

std::uint64_t WorkloadTable::idAt(int row) const {
    return row >= 0 && row < rowCount() ? shown_[static_cast<std::size_t>(row)].info.id : 0;
}

int WorkloadTable::rowOf(std::uint64_t id) const {
    const auto row =
        std::ranges::find(shown_, id, [](const ShelfRow& each) { return each.info.id; });
    return row == shown_.end() ? -1 : static_cast<int>(row - shown_.begin());
}

int WorkloadTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int WorkloadTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(WorkloadColumn::count);
}

Qt::ItemFlags WorkloadTable::flags(const QModelIndex& index) const {
    const auto flags = QAbstractTableModel::flags(index);
    const bool names = index.column() == static_cast<int>(WorkloadColumn::name);
    return names && !shelf_.isReadOnly() ? flags | Qt::ItemIsEditable : flags;
}

bool WorkloadTable::setData(const QModelIndex& index, const QVariant& value, int role) {
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || name.isEmpty() || name == data(index, Qt::EditRole).toString())
        return false;
    shelf_.rename(idAt(index.row()), name);
    return true;
}

QVariant WorkloadTable::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const ShelfRow& row = shown_[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<WorkloadColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        break;
    case IdRole:
        return QVariant::fromValue<quint64>(row.info.id);
    case KindRole:
        return static_cast<int>(row.info.kind);
    case DetailRole:
        return detailOf(row);
    case TagsRole:
        return tagsOf(row.info);
    case RecordingRole:
        return row.recording;
    case Qt::ToolTipRole:
        return QString::fromStdString(row.info.note);
    case Qt::TextAlignmentRole:
        return column == WorkloadColumn::requests || column == WorkloadColumn::size
                   ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                   : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
    switch (column) {
    case WorkloadColumn::name:
        return QString::fromStdString(row.info.name);
    case WorkloadColumn::requests:
        return formatCount(row.info.requests);
    case WorkloadColumn::size: {
        const double megabytes = static_cast<double>(row.info.bytes) / 1e6;
        return formatFixed(megabytes, megabytes < 9.95 ? 2 : megabytes < 99.5 ? 1 : 0);
    }
    case WorkloadColumn::lastReplay:
        if (row.recording)
            return tr("recording");
        return row.lastReplayUs == 0
                   ? QString("–")
                   : formatDay(row.lastReplayUs, QDateTime::currentMSecsSinceEpoch() * 1000);
    case WorkloadColumn::count:
        break;
    }
    return {};
}

QVariant WorkloadTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return data(index(0, section), role).isNull()
                   ? QVariant(section == 1 || section == 2 ? Qt::AlignRight | Qt::AlignVCenter
                                                           : Qt::AlignLeft | Qt::AlignVCenter)
                   : data(index(0, section), role);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<WorkloadColumn>(section)) {
    case WorkloadColumn::name:
        return tr("Name");
    case WorkloadColumn::requests:
        return tr("Requests");
    case WorkloadColumn::size:
        return tr("MB");
    case WorkloadColumn::lastReplay:
        return tr("Last replay");
    case WorkloadColumn::count:
        break;
    }
    return {};
}

} // namespace bsc::ui

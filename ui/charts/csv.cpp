#include "ui/charts/csv.h"

#include <QDateTime>

namespace bsc::ui {

CsvTable::CsvTable(const QStringList& heading) { add(heading); }

void CsvTable::add(const QStringList& row) {
    for (qsizetype i = 0; i < row.size(); ++i) {
        QString field = row[i];
        const bool quoted = field.contains(',') || field.contains('"') || field.contains('\n');
        field.replace('"', "\"\"");
        text_ += (i > 0 ? "," : "") + (quoted ? '"' + field + '"' : field);
    }
    text_ += "\r\n";
}

QString csvTime(double epochMs) {
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(epochMs), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

QString csvNumber(double value) { return QString::number(value, 'g', 6); }

} // namespace bsc::ui

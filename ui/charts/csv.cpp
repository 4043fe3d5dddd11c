#include "ui/charts/csv.h"

#include <QDateTime>

#include <utility>

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

QList<QStringList> csvRows(const QString& text) {
    QList<QStringList> rows;
    QStringList row;
    QString field;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
            field += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            row << std::exchange(field, {});
        } else if (c == '\n' && !quoted) {
            row << std::exchange(field, {});
            rows << std::exchange(row, {});
        } else if (c != '\r' || quoted) {
            field += c;
        }
    }
    return rows;
}

QString csvTime(double epochMs) {
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(epochMs), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

QString csvNumber(double value) { return QString::number(value, 'g', 6); }

} // namespace bsc::ui

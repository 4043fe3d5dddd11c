#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace bsc::ui {

/// A table as RFC 4180 text, in UTF-8 with a heading line.
class CsvTable {
  public:
    explicit CsvTable(const QStringList& heading);
    void add(const QStringList& row);
    const QString& text() const { return text_; }

  private:
    QString text_;
};

/// The fields of such a text, line by line, the heading first.
QList<QStringList> csvRows(const QString& text);

QString csvTime(double epochMs); ///< ISO 8601 in UTC, with milliseconds
QString csvNumber(double value); ///< up to 6 significant digits, a point for decimals

} // namespace bsc::ui

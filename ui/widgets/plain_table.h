#pragma once

#include "ui/models/theme.h"

#include <QTableWidget>

#include <vector>

namespace bsc::ui {

/// A small table of results to read: words at the left of their column, figures at the right in
/// digits of one width. GUI thread.
class PlainTable : public QTableWidget {
    Q_OBJECT
  public:
    enum class Kind { words, figures };
    struct Column {
        QString title;
        Kind kind = Kind::figures;
    };

    /// `about` is the accessible name.
    PlainTable(const char* name, const QString& about, std::vector<Column> columns,
               const Theme& theme, QWidget* parent = nullptr);

    void setStretched(std::initializer_list<int> columns); ///< share what room is left
    void setHeightForRows(int rows);                       ///< fixed, the head included
    QTableWidgetItem& setCell(int row, int column, const QString& text, const QString& tip = {});
    /// All rows, each as wide as the columns. A tip tells the whole of a text that is cut.
    void setRows(const std::vector<QStringList>& rows);

  private:
    const Theme& theme_;
    const std::vector<Column> columns_;
};

} // namespace bsc::ui

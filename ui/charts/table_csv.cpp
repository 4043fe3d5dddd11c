#include "ui/charts/table_csv.h"

#include "ui/charts/csv.h"
#include "ui/models/format.h"

namespace bsc::ui {

QString csvOf(const ResultTable& table) {
    QStringList heading;
    for (const Column& column : table.columns)
        heading << toText(column.unit.empty() ? column.name
                                              : column.name + " [" + column.unit + "]");
    CsvTable csv(heading);
    for (const auto& row : table.rows) {
        QStringList fields;
        for (std::size_t c = 0; c < row.size(); ++c)
            fields << (std::holds_alternative<std::monostate>(row[c])
                           ? QString()
                           : toText(to_text(row[c], table.columns[c].decimals)));
        csv.add(fields);
    }
    return csv.text();
}

} // namespace bsc::ui

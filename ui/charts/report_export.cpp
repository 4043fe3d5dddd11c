#include "ui/charts/report_export.h"

#include "engine/experiment/report_html.h"
#include "engine/experiment/report_tables.h"
#include "ui/charts/exporters.h"
#include "ui/charts/report_pdf.h"
#include "ui/charts/report_pictures.h"

#include <QFileInfo>

namespace bsc::ui {

namespace {

constexpr QSize picture_size{500, 290};

QByteArray toHtml(const BenchmarkReport& report, const Theme& look,
                  std::optional<std::size_t> cell) {
    std::vector<ReportPicture> drawn;
    for (const auto& picture : reportPictures(report)) {
        const QByteArray svg = chartSvg(*picture, picture_size, look);
        drawn.push_back({picture->title().toStdString(), picture->caption().toStdString(),
                         svg.mid(svg.indexOf("<svg")).toStdString()}); // no XML declaration
    }
    return QByteArray::fromStdString(report_html(report, drawn, cell));
}

} // namespace

Result<void> exportReport(const BenchmarkReport& report, const QString& path, const Theme& look,
                          std::optional<std::size_t> cell) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == "html" || suffix == "htm")
        return writeFile(path, toHtml(report, look, cell));
    if (suffix == "pdf")
        return writeFile(path, reportPdf(report, look, cell));
    if (suffix == "json")
        return writeFile(path, QByteArray::fromStdString(to_json(report_tables(report, cell))));
    return fail(ErrorCode::invalid_argument,
                "A report is written as .html, .pdf or .json, not as '" + path.toStdString() +
                    "'.");
}

} // namespace bsc::ui

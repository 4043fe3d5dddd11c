#include "ui/charts/report_export.h"

#include "engine/experiment/report_html.h"
#include "engine/experiment/report_tables.h"
#include "ui/charts/curve_plot.h"
#include "ui/charts/exporters.h"
#include "ui/charts/report_curves.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QFileInfo>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>

namespace bsc::ui {

namespace {

constexpr QSize chart_size{720, 340};
constexpr int pixels_per_inch = 96;
constexpr double margin_mm = 14;

/// Curves that are painted into files only.
class PaintedCurves final : public Chart {
  public:
    PaintedCurves(QString title, CurveData data)
        : title_(std::move(title)), data_(std::move(data)) {}

    void paint(QPainter& painter, const QRectF& area, const Theme& theme) const override {
        CurvePlot(data_, area, theme).paint(painter);
    }
    QString csv() const override { return {}; }
    QString slug() const override { return data_.slug; }
    const QString& title() const { return title_; }

  private:
    QString title_;
    CurveData data_;
};

std::vector<PaintedCurves> chartsOf(const BenchmarkReport& report) {
    std::vector<PaintedCurves> charts;
    charts.emplace_back(QObject::tr("Hamming scan at scale"), scanCurves(report));
    charts.emplace_back(QObject::tr("Added latency"), latencyCurves(report));
    return charts;
}

QByteArray toHtml(const BenchmarkReport& report, std::optional<std::size_t> cell) {
    std::vector<ReportPicture> pictures;
    for (const PaintedCurves& chart : chartsOf(report)) {
        const QByteArray svg = chartSvg(chart, chart_size, Theme::light());
        pictures.push_back({chart.title().toStdString(),
                            {},
                            svg.mid(svg.indexOf("<svg")).toStdString()}); // no XML declaration
    }
    return QByteArray::fromStdString(report_html(report, pictures, cell));
}

QString tableHtml(const ResultTable& table) {
    QString html = QString("<h3>%1</h3><table cellspacing=\"0\" cellpadding=\"2\" border=\"1\" "
                           "style=\"border-collapse:collapse; border-color:#D9DEE5\"><tr>")
                       .arg(QString::fromStdString(table.name).toHtmlEscaped());
    for (const Column& column : table.columns)
        html += "<th>" + QString::fromStdString(column.name).toHtmlEscaped() + "<br>" +
                QString::fromStdString(column.unit).toHtmlEscaped() + "</th>";
    html += "</tr>";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c)
            html += QString("<td align=\"%1\">%2</td>")
                        .arg(row[c].index() == 3 ? "left" : "right",
                             QString::fromStdString(to_text(row[c], table.columns[c].decimals))
                                 .toHtmlEscaped());
        html += "</tr>";
    }
    html += "</table>";
    for (const std::string& note : table.notes)
        html += "<p>" + QString::fromStdString(note).toHtmlEscaped() + "</p>";
    return html;
}

QString titleOf(const BenchmarkReport& report) {
    return QObject::tr("Run %1: %2")
        .arg(report.run.id)
        .arg(QString::fromStdString(report.run.name));
}

/// A document of Qt's own HTML subset.
QString documentOf(const BenchmarkReport& report, std::optional<std::size_t> cell) {
    QString html = "<h1>" + titleOf(report).toHtmlEscaped() + "</h1><p>";
    for (const auto& [name, value] : report.facts())
        html += QString("<b>%1</b>: %2<br>")
                    .arg(QString::fromStdString(name).toHtmlEscaped(),
                         QString::fromStdString(value).toHtmlEscaped());
    html += "</p>";
    for (const ResultTable& table : report_tables(report, cell).tables)
        html += tableHtml(table);
    return html;
}

void paintCharts(QPdfWriter& pdf, QPainter& painter, const BenchmarkReport& report) {
    QRectF area(0, 24, pdf.width(), pdf.width() * chart_size.height() / chart_size.width());
    for (const PaintedCurves& chart : chartsOf(report)) {
        painter.setPen(Theme::light().color(Tone::tx));
        painter.setFont(Theme::light().font(FontRole::panelTitle));
        painter.drawText(QPointF(0, area.top() - 8), chart.title());
        chart.paint(painter, area, Theme::light());
        area.translate(0, area.height() + 48);
    }
}

QByteArray toPdf(const BenchmarkReport& report, std::optional<std::size_t> cell) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setTitle(titleOf(report));
    pdf.setCreator(QStringLiteral("Binary Semantic Cache Workbench ") + BSC_VERSION);
    pdf.setResolution(pixels_per_inch);
    pdf.setPageSize(QPageSize(QPageSize::A4));
    pdf.setPageOrientation(QPageLayout::Landscape);
    pdf.setPageMargins(QMarginsF(margin_mm, margin_mm, margin_mm, margin_mm),
                       QPageLayout::Millimeter);
    QTextDocument document;
    QFont font = Theme::light().font(FontRole::axis);
    font.setPixelSize(9); // the widest tables fit an A4 page on its side
    document.setDefaultFont(font);
    document.setHtml(documentOf(report, cell));
    const QSizeF page(pdf.width(), pdf.height());
    document.setPageSize(page);
    QPainter painter(&pdf);
    for (int at = 0; at < document.pageCount(); ++at) {
        painter.save();
        painter.translate(0, -at * page.height());
        document.drawContents(&painter, QRectF(0, at * page.height(), page.width(), page.height()));
        painter.restore();
        pdf.newPage();
    }
    paintCharts(pdf, painter, report);
    painter.end();
    return bytes;
}

} // namespace

Result<void> exportReport(const BenchmarkReport& report, const QString& path,
                          std::optional<std::size_t> cell) {
    const QString suffix = QFileInfo(path).suffix().toLower();
    if (suffix == "html" || suffix == "htm")
        return writeFile(path, toHtml(report, cell));
    if (suffix == "pdf")
        return writeFile(path, toPdf(report, cell));
    return fail(ErrorCode::invalid_argument,
                "A report is written as .html or .pdf, not as '" + path.toStdString() + "'.");
}

} // namespace bsc::ui

#include "ui/charts/report_pdf.h"

#include "engine/experiment/report_tables.h"
#include "ui/charts/export_note.h"
#include "ui/charts/pdf_metadata.h"
#include "ui/charts/report_painting.h"
#include "ui/charts/report_pictures.h"
#include "ui/models/format.h"

#include <QBuffer>
#include <QImage>
#include <QPdfWriter>

namespace bsc::ui {

namespace {

constexpr qreal gutter = 32, picture_height = 262, picture_title = 24;

void printPictures(ReportPages& pages, const BenchmarkReport& report) {
    const auto pictures = reportPictures(report);
    const Theme& theme = pages.theme();
    QPainter& painter = pages.painter();
    const qreal half = (pages.width() - gutter) / 2;
    pages.startPage();
    pages.heading(QObject::tr("Speed and memory"), FontRole::sheetTitle, picture_height);
    QRectF row;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        if (i % 2 == 0)
            row = pages.take(picture_title + picture_height + 10);
        const QRectF place(row.left() + (i % 2 == 0 ? 0 : half + gutter), row.top(), half,
                           row.height() - 10);
        painter.setFont(theme.font(FontRole::panelTitle));
        painter.setPen(theme.color(Tone::tx));
        QRectF used;
        painter.drawText(QRectF(place.topLeft(), QSizeF(half, picture_title)),
                         Qt::AlignLeft | Qt::AlignVCenter, pictures[i]->title(), &used);
        painter.setFont(theme.font(FontRole::axis));
        painter.setPen(theme.color(Tone::tx3));
        painter.drawText(
            QRectF(used.right() + 8, place.top(), place.right() - used.right() - 8, picture_title),
            Qt::AlignLeft | Qt::AlignVCenter, pictures[i]->caption());
        painter.save();
        pictures[i]->paint(painter, place.adjusted(0, picture_title, 0, 0), theme);
        painter.restore();
    }
}

/// The tables but for those that stand on the pages before: criteria, and points of a chart. The
/// cells of the matrix come last, for they are many.
void printTables(ReportPages& pages, const BenchmarkReport& report) {
    pages.startPage();
    pages.heading(QObject::tr("All figures"), FontRole::sheetTitle, 100);
    for (const ResultTable& table : experiment_tables(report))
        if (!is_plotted(table))
            printTable(pages, table);
    if (!report.cells.empty())
        printTable(pages, report_matrix_table(report));
}

/// Returns how many pages it took.
int print(QPainter& painter, const PageFrame& frame, const Theme& look,
          const std::function<void()>& turn, int total, const BenchmarkReport& report,
          std::optional<std::size_t> cell) {
    ReportPages pages(painter, frame, look, turn, total);
    painter.setFont(pages.theme().font(FontRole::figure));
    painter.setPen(pages.theme().color(Tone::tx));
    painter.drawText(pages.take(36), Qt::AlignLeft | Qt::AlignVCenter, frame.title);
    pages.skip(4);
    printFacts(pages, report);
    printCriteria(pages, judge_report(report, cell));
    pages.startPage();
    printMatrices(pages, report);
    printPictures(pages, report);
    printTables(pages, report);
    return pages.count();
}

} // namespace

QByteArray reportPdf(const BenchmarkReport& report, const Theme& look,
                     std::optional<std::size_t> cell) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    const ExportNote note = noteOf(report);
    const QString title = toText(title_of(report));
    preparePage(pdf, title, note);
    const PageFrame frame{.title = title,
                          .date = factTime(static_cast<double>(report.run.started_us) / 1e3),
                          .program =
                              QStringLiteral("Binary Semantic Cache Workbench ") + BSC_VERSION,
                          .size = pdf.pageLayout().paintRectPixels(pdf.resolution()).size()};

    QImage nowhere(1, 1, QImage::Format_RGB32); // the first pass counts
    nowhere.setDotsPerMeterX(qRound(pdf.resolution() / 0.0254));
    nowhere.setDotsPerMeterY(qRound(pdf.resolution() / 0.0254));
    QPainter counter(&nowhere);
    const int total = print(
        counter, frame, look, [] {}, 0, report, cell);
    counter.end();
    QPainter painter(&pdf);
    print(
        painter, frame, look, [&pdf] { pdf.newPage(); }, total, report, cell);
    painter.end();
    return bytes;
}

} // namespace bsc::ui

#include "ui/charts/exporters.h"

#include "ui/charts/csv.h"
#include "ui/charts/export_sheet.h"
#include "ui/charts/pdf_metadata.h"
#include "ui/models/theme.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <algorithm>

namespace bsc::ui {

namespace {

constexpr int png_scale = 2;
constexpr int pixels_per_inch = 96;

QByteArray toPng(const Chart& chart, QSize size, const Theme& theme, const ExportNote& note) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImage image = chartImage(chart, size, theme, note);
    image.setText("Title", titleOf(chart, note));
    image.setText("Description", linesOf(note));
    for (const auto& [name, value] : note.facts)
        image.setText(name, value);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray toPdf(const Chart& chart, QSize size, const Theme& theme, const ExportNote& note) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    preparePage(pdf, titleOf(chart, note), note);
    const QSize page = pdf.pageLayout().paintRectPixels(pdf.resolution()).size();
    const int most = page.height() - ExportSheet::headAndFoot(note, page.width(), theme);
    const int height = std::min(most, page.width() * size.height() / std::max(1, size.width()));
    QPainter painter(&pdf);
    ExportSheet(chart, note, {page.width(), height}, theme).paint(painter);
    painter.end();
    return bytes;
}

QByteArray toCsv(const Chart& chart, const ExportNote& note) {
    QString text = QString("# %1\r\n").arg(titleOf(chart, note));
    for (const auto& [name, value] : note.facts)
        text += QString("# %1: %2\r\n").arg(name, QString(value).replace('\n', ' '));
    return (text + chart.csv()).toUtf8();
}

/// Numbers as numbers, the rest as texts.
QJsonValue jsonOf(const QString& field) {
    bool isNumber = false;
    const double number = field.toDouble(&isNumber);
    return isNumber ? QJsonValue(number) : field.isEmpty() ? QJsonValue() : QJsonValue(field);
}

QByteArray toJson(const Chart& chart, const ExportNote& note) {
    QJsonObject facts;
    for (const auto& [name, value] : note.facts)
        facts.insert(name, value);
    const QList<QStringList> rows = csvRows(chart.csv());
    QJsonArray points;
    for (qsizetype row = 1; row < rows.size(); ++row) {
        QJsonObject point;
        for (qsizetype c = 0; c < rows[0].size() && c < rows[row].size(); ++c)
            point.insert(rows[0][c], jsonOf(rows[row][c]));
        points.append(point);
    }
    return QJsonDocument(QJsonObject{{"chart", chart.slug()},
                                     {"title", titleOf(chart, note)},
                                     {"settings", facts},
                                     {"points", points}})
        .toJson();
}

template <class Paint>
QByteArray toSvg(QSize size, const QString& title, const QString& description, Paint paint) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size);
    svg.setViewBox(QRect({}, size));
    svg.setResolution(pixels_per_inch);
    // QSvgGenerator writes both as they are.
    svg.setTitle(title.toHtmlEscaped());
    svg.setDescription(description.toHtmlEscaped());
    QPainter painter(&svg);
    paint(painter);
    painter.end();
    return bytes;
}

QByteArray contents(const Chart& chart, ExportFormat format, QSize size, const Theme& theme,
                    const ExportNote& note) {
    switch (format) {
    case ExportFormat::png:
        return toPng(chart, size, theme, note);
    case ExportFormat::svg: {
        const ExportSheet sheet(chart, note, size, theme);
        return toSvg(sheet.size(), titleOf(chart, note), linesOf(note),
                     [&](QPainter& painter) { sheet.paint(painter); });
    }
    case ExportFormat::pdf:
        return toPdf(chart, size, theme, note);
    case ExportFormat::csv:
        return toCsv(chart, note);
    case ExportFormat::json:
        return toJson(chart, note);
    }
    return {};
}

} // namespace

QString extensionOf(ExportFormat format) {
    switch (format) {
    case ExportFormat::png:
        return QStringLiteral("png");
    case ExportFormat::svg:
        return QStringLiteral("svg");
    case ExportFormat::pdf:
        return QStringLiteral("pdf");
    case ExportFormat::csv:
        return QStringLiteral("csv");
    case ExportFormat::json:
        return QStringLiteral("json");
    }
    return {};
}

QByteArray chartSvg(const Chart& chart, QSize size, const Theme& theme, const ExportNote& note) {
    return toSvg(size, titleOf(chart, note), linesOf(note),
                 [&](QPainter& painter) { chart.paint(painter, QRectF({}, QSizeF(size)), theme); });
}

QImage chartImage(const Chart& chart, QSize size, const Theme& theme, const ExportNote& note) {
    const ExportSheet sheet(chart, note, size, theme);
    QImage image(sheet.size() * png_scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(png_scale);
    QPainter painter(&image);
    sheet.paint(painter);
    return image;
}

Result<void> writeFile(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::io, QStringLiteral("%1 could not be written: %2.")
                                       .arg(path, file.errorString())
                                       .toStdString());
    return {};
}

Result<void> exportChart(const Chart& chart, ExportFormat format, QSize size, const Theme& theme,
                         const QString& path, const ExportNote& note) {
    return writeFile(path, contents(chart, format, size, theme, note));
}

} // namespace bsc::ui

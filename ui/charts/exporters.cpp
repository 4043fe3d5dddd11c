#include "ui/charts/exporters.h"

#include "ui/models/theme.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace bsc::ui {

namespace {

constexpr int png_scale = 2;
constexpr int pixels_per_inch = 96;

QByteArray toPng(const Chart& chart, QSize size, const Theme& theme) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    chartImage(chart, size, theme).save(&buffer, "PNG");
    return bytes;
}

QByteArray toSvg(const Chart& chart, QSize size, const Theme& theme) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size);
    svg.setViewBox(QRect({}, size));
    svg.setResolution(pixels_per_inch);
    svg.setTitle(chart.slug());
    QPainter painter(&svg);
    chart.paint(painter, QRectF({}, QSizeF(size)), theme);
    painter.end();
    return bytes;
}

QByteArray toPdf(const Chart& chart, QSize size, const Theme& theme) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter pdf(&buffer);
    pdf.setTitle(chart.slug());
    pdf.setResolution(pixels_per_inch);
    pdf.setPageLayout({QPageSize(QSizeF(size) / pixels_per_inch, QPageSize::Inch),
                       QPageLayout::Portrait, QMarginsF()});
    QPainter painter(&pdf);
    chart.paint(painter, QRectF({}, QSizeF(size)), theme);
    painter.end();
    return bytes;
}

QByteArray contents(const Chart& chart, ExportFormat format, QSize size, const Theme& theme) {
    switch (format) {
    case ExportFormat::png:
        return toPng(chart, size, theme);
    case ExportFormat::svg:
        return toSvg(chart, size, theme);
    case ExportFormat::pdf:
        return toPdf(chart, size, theme);
    case ExportFormat::csv:
        return chart.csv().toUtf8();
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
    }
    return {};
}

QImage chartImage(const Chart& chart, QSize size, const Theme& theme) {
    QImage image(size * png_scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(png_scale);
    image.fill(theme.color(Tone::pane));
    QPainter painter(&image);
    chart.paint(painter, QRectF({}, QSizeF(size)), theme);
    return image;
}

Result<void> exportChart(const Chart& chart, ExportFormat format, QSize size, const Theme& theme,
                         const QString& path) {
    const QByteArray bytes = contents(chart, format, size, theme);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::io, QStringLiteral("%1 could not be written: %2.")
                                       .arg(path, file.errorString())
                                       .toStdString());
    return {};
}

} // namespace bsc::ui

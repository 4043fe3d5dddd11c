#pragma once

#include "engine/base/result.h"
#include "ui/charts/chart.h"

#include <QImage>
#include <QList>
#include <QSize>
#include <QString>

#include <utility>

namespace bsc::ui {

enum class ExportFormat { png, svg, pdf, csv, json };

/// What a file says of itself beside the picture: workload, run, settings, machine, date.
struct ExportNote {
    QString title; ///< empty: the chart's slug
    QList<std::pair<QString, QString>> facts{};
};

/// "png", "svg", "pdf", "csv", "json".
QString extensionOf(ExportFormat format);

/// Writes the chart in its `size` on screen (pixels; a PNG has twice as many each way). The file
/// appears whole or not at all, with the note inside: PNG text chunks, SVG description, PDF
/// metadata (XMP), comment lines before the CSV, a member of the JSON. Errors: io, naming the file
/// and the reason.
Result<void> exportChart(const Chart& chart, ExportFormat format, QSize size, const Theme& theme,
                         const QString& path, const ExportNote& note = {});

/// The chart as SVG, for a page of its own or inside another.
QByteArray chartSvg(const Chart& chart, QSize size, const Theme& theme,
                    const ExportNote& note = {});

/// Writes `bytes` whole or not at all. Errors: io, naming the file and the reason.
Result<void> writeFile(const QString& path, const QByteArray& bytes);

/// For the clipboard: the same picture as the PNG.
QImage chartImage(const Chart& chart, QSize size, const Theme& theme);

} // namespace bsc::ui

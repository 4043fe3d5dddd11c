#pragma once

#include "engine/base/result.h"
#include "ui/charts/chart.h"
#include "ui/charts/export_note.h"

#include <QImage>
#include <QSize>
#include <QString>

namespace bsc::ui {

enum class ExportFormat { png, svg, pdf, csv, json };

/// "png", "svg", "pdf", "csv", "json".
QString extensionOf(ExportFormat format);

/// Writes the chart in its `size` on screen (pixels; a PNG has twice as many each way, a PDF is an
/// A4 page). The file appears whole or not at all. Pictures carry the title above and the facts
/// below the chart; besides, the note is in the PNG's text chunks, the SVG's description, the PDF's
/// metadata (XMP), in comment lines before the CSV and in the JSON. Errors: io, naming the file and
/// the reason.
Result<void> exportChart(const Chart& chart, ExportFormat format, QSize size, const Theme& theme,
                         const QString& path, const ExportNote& note = {});

/// The chart alone as SVG, to stand inside another page; its title and description are the note's.
QByteArray chartSvg(const Chart& chart, QSize size, const Theme& theme,
                    const ExportNote& note = {});

/// Writes `bytes` whole or not at all. Errors: io, naming the file and the reason.
Result<void> writeFile(const QString& path, const QByteArray& bytes);

/// For the clipboard: the same picture as the PNG.
QImage chartImage(const Chart& chart, QSize size, const Theme& theme, const ExportNote& note = {});

} // namespace bsc::ui

#pragma once

#include "engine/base/result.h"
#include "ui/charts/chart.h"

#include <QImage>
#include <QSize>
#include <QString>

namespace bsc::ui {

enum class ExportFormat { png, svg, pdf, csv };

/// "png", "svg", "pdf", "csv".
QString extensionOf(ExportFormat format);

/// Writes the chart in its `size` on screen (pixels; a PNG has twice as many each way). The file
/// appears whole or not at all. Errors: io, naming the file and the reason.
Result<void> exportChart(const Chart& chart, ExportFormat format, QSize size, const Theme& theme,
                         const QString& path);

/// For the clipboard: the same picture as the PNG.
QImage chartImage(const Chart& chart, QSize size, const Theme& theme);

} // namespace bsc::ui

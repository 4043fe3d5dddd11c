#pragma once

#include "engine/experiment/benchmark_report.h"
#include "ui/models/theme.h"

#include <QString>

#include <optional>

namespace bsc::ui {

/// The whole report as one file, HTML, PDF or (without charts) JSON by the path's suffix: criteria,
/// matrix, charts, every table, with settings, machine, workload and date, in `look`. `cell` as
/// judge_report(). The file appears whole or not at all. Needs a QApplication; any thread that has
/// `look` to itself, for it paints on no widget. Errors: invalid_argument (another suffix), io.
Result<void> exportReport(const BenchmarkReport& report, const QString& path, const Theme& look,
                          std::optional<std::size_t> cell = {});

} // namespace bsc::ui

#pragma once

#include "engine/experiment/benchmark_report.h"
#include "ui/models/theme.h"

#include <QByteArray>

#include <optional>

namespace bsc::ui {

/// The report on A4 pages with heads and numbers: facts and criteria, matrices, charts, every
/// table. `cell` as judge_report(). Any thread that has `look` to itself.
QByteArray reportPdf(const BenchmarkReport& report, const Theme& look,
                     std::optional<std::size_t> cell);

} // namespace bsc::ui

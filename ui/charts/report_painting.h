#pragma once

#include "engine/experiment/benchmark_report.h"
#include "engine/experiment/report_matrix.h"
#include "ui/charts/report_pages.h"

namespace bsc::ui {

/// Parts of the printed report, each from its heading on.

/// Run, workload, date, machine and settings in columns, with what makes them doubtful.
void printFacts(ReportPages& pages, const BenchmarkReport& report);
/// A line each with its bar, figure, verdict and sample.
void printCriteria(ReportPages& pages, const CriteriaVerdicts& verdicts);
/// A tinted matrix for each figure, the best of a column outlined.
void printMatrices(ReportPages& pages, const BenchmarkReport& report);
/// A table over as many pages as it takes, its heads repeated.
void printTable(ReportPages& pages, const ResultTable& table);

} // namespace bsc::ui

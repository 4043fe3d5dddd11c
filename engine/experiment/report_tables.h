#pragma once

#include "engine/experiment/benchmark_report.h"

#include <optional>

namespace bsc {

/// A report as tables, for to_text() and to_json(): the success criteria, the matrix, and every
/// table of its experiments, each noting the run it comes from. `cell` as judge_report().
ExperimentResult report_tables(const BenchmarkReport& report, std::optional<std::size_t> cell = {});

/// The criteria alone.
ResultTable criteria_table(const CriteriaVerdicts& verdicts);
ResultTable report_matrix_table(const BenchmarkReport& report);

} // namespace bsc

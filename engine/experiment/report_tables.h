#pragma once

#include "engine/experiment/benchmark_report.h"

#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// A report as tables, for to_text() and to_json(): the success criteria, the matrix, and every
/// table of its experiments, each noting the run it comes from. `cell` as judge_report().
ExperimentResult report_tables(const BenchmarkReport& report, std::optional<std::size_t> cell = {});

/// "Benchmark 17: support desk".
std::string title_of(const BenchmarkReport& report);
/// What a figure rests on: "90 % interval 59.7 to 68.8, n = 320; requests replayed in order"; or
/// why it was not measured.
std::string sample_text(const Figure& figure, int decimals);
/// A table that only holds the points of a chart: pages with the chart may leave it out.
bool is_plotted(const ResultTable& table);

/// The criteria alone.
ResultTable criteria_table(const CriteriaVerdicts& verdicts);
ResultTable report_matrix_table(const BenchmarkReport& report);
/// Those of the experiments, each named after its own and noting the run it was taken in, when that
/// is another.
std::vector<ResultTable> experiment_tables(const BenchmarkReport& report);

} // namespace bsc

#pragma once

#include "engine/experiment/benchmark_report.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// A column of a results matrix: everything but the policy.
struct MatrixColumn {
    MatrixCell of;                    ///< its policy is empty
    std::optional<std::size_t> bound; ///< cell of the clairvoyant
};

/// The cells of a report as a matrix: a row each policy, a column each capacity and rule, columns
/// of one capacity (and encoder and width) side by side. Numbers are places in report.cells.
struct ReportMatrix {
    std::vector<std::string> policies; ///< in the order of the plan, clairvoyant left out
    std::vector<MatrixColumn> columns;
    std::vector<std::vector<std::optional<std::size_t>>> cells; ///< [policy][column]

    /// Where a cell of the report stands: policy and column.
    std::optional<std::pair<std::size_t, std::size_t>> place_of(std::size_t cell) const;
};
ReportMatrix matrix_of(const BenchmarkReport& report);

/// What a matrix can show of its cells.
enum class MatrixFigure { hit_rate, wrong_hits, saved, evict_p99 };
/// Per cent, or milliseconds of a batch; none: not done, or not known.
std::optional<double> figure_of(const ReportCell& cell, MatrixFigure figure);
/// The best in a column, where less is better for wrong hits and times; ties go to the first.
std::optional<std::size_t> best_in(const ReportMatrix& matrix, const BenchmarkReport& report,
                                   std::size_t column, MatrixFigure figure);

} // namespace bsc

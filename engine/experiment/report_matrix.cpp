#include "engine/experiment/report_matrix.h"

#include "engine/experiment/benchmark.h"

#include <algorithm>
#include <tuple>

namespace bsc {
namespace {

/// Groups by encoder, width and capacity; inside, strict rules first, adaptive ones last.
auto order_of(const MatrixCell& cell) {
    return std::tuple(cell.encoder, cell.bits, cell.capacity, cell.adaptive.has_value(),
                      ~cell.radius, cell.key());
}

} // namespace

std::optional<std::pair<std::size_t, std::size_t>> ReportMatrix::place_of(std::size_t cell) const {
    for (std::size_t row = 0; row < cells.size(); ++row)
        for (std::size_t column = 0; column < cells[row].size(); ++column)
            if (cells[row][column] == cell)
                return std::pair(row, column);
    return std::nullopt;
}

ReportMatrix matrix_of(const BenchmarkReport& report) {
    ReportMatrix matrix;
    for (const ReportCell& one : report.cells) {
        MatrixCell column = one.cell;
        column.policy.clear();
        const auto same = [&](const MatrixColumn& other) { return other.of.key() == column.key(); };
        if (std::ranges::none_of(matrix.columns, same))
            matrix.columns.push_back({std::move(column), std::nullopt});
        if (one.cell.policy != clairvoyant_name &&
            std::ranges::find(matrix.policies, one.cell.policy) == matrix.policies.end())
            matrix.policies.push_back(one.cell.policy);
    }
    std::ranges::sort(matrix.columns, [](const MatrixColumn& a, const MatrixColumn& b) {
        return order_of(a.of) < order_of(b.of);
    });
    matrix.cells.assign(matrix.policies.size(),
                        std::vector<std::optional<std::size_t>>(matrix.columns.size()));
    for (std::size_t at = 0; at < report.cells.size(); ++at) {
        MatrixCell key = report.cells[at].cell;
        const std::string policy = std::exchange(key.policy, {});
        const auto column =
            std::ranges::find(matrix.columns, key.key(),
                              [](const MatrixColumn& one) { return one.of.key(); }) -
            matrix.columns.begin();
        const auto c = static_cast<std::size_t>(column);
        if (policy == clairvoyant_name)
            matrix.columns[c].bound = at;
        else
            matrix.cells[static_cast<std::size_t>(std::ranges::find(matrix.policies, policy) -
                                                  matrix.policies.begin())][c] = at;
    }
    return matrix;
}

std::optional<double> figure_of(const ReportCell& cell, MatrixFigure figure) {
    if (!cell.figures)
        return std::nullopt;
    const CellFigures& of = *cell.figures;
    const bool bound = cell.cell.policy == clairvoyant_name;
    switch (figure) {
    case MatrixFigure::hit_rate:
        return 100 * of.hit_rate();
    case MatrixFigure::wrong_hits:
        if (of.judged_hits == 0)
            return std::nullopt;
        return 100 * of.wrong_share().share;
    case MatrixFigure::saved:
        if (of.requested_tokens == 0)
            return std::nullopt;
        return 100 * static_cast<double>(of.saved_tokens) /
               static_cast<double>(of.requested_tokens);
    case MatrixFigure::evict_p99:
        if (bound || of.evictions == 0)
            return std::nullopt;
        return of.evict_p99_us / 1000;
    }
    return std::nullopt;
}

std::optional<std::size_t> best_in(const ReportMatrix& matrix, const BenchmarkReport& report,
                                   std::size_t column, MatrixFigure figure) {
    const bool more = figure == MatrixFigure::hit_rate || figure == MatrixFigure::saved;
    std::optional<std::size_t> best;
    double value = 0;
    for (const auto& row : matrix.cells) {
        if (!row[column])
            continue;
        const auto here = figure_of(report.cells[*row[column]], figure);
        if (here && (!best || (more ? *here > value : *here < value))) {
            best = row[column];
            value = *here;
        }
    }
    return best;
}

} // namespace bsc

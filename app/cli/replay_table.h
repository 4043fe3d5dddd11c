#pragma once

#include "engine/experiment/experiment.h"
#include "engine/replay/cell_figures.h"

#include <optional>
#include <vector>

namespace bsc::cli {

struct CellRow {
    MatrixCell cell;
    std::optional<CellFigures> figures; ///< none: not done
    std::string error{};                ///< why not
};

/// One row a cell, beside LRU in the same place where that was replayed, too.
ResultTable matrix_table(const std::vector<CellRow>& rows);

} // namespace bsc::cli

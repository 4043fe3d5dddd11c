#pragma once

#include "engine/replay/cell_figures.h"
#include "engine/replay/matrix.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace bsc::ui {

/// One replay of a plan, as far as it is.
struct ReplayCell {
    MatrixCell cell;
    CellState state = CellState::queued;
    /// So far, the warm-up among them.
    std::uint64_t requests = 0, hits = 0, judged = 0, wrong = 0;
    std::optional<CellFigures> figures{}; ///< when done
    QString error{};                      ///< when failed
    std::vector<SimulationPoint> curve{}; ///< while it runs
    double perSecond = 0;                 ///< requests, while it runs

    bool isOpen() const { return state == CellState::queued || state == CellState::running; }
};

} // namespace bsc::ui

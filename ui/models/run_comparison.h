#pragma once

#include "engine/replay/cell_figures.h"
#include "engine/store/run_library.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace bsc::ui {

/// A replay of two runs beside each other; a run that has not done it has no figures.
struct ComparedCell {
    std::string key;
    std::string policy;
    std::size_t capacity = 0;
    unsigned radius = 0;
    std::optional<CellFigures> left, right;

    /// Points of hit rate, right less left.
    std::optional<double> ratePoints() const;
    /// Points of wrong-hit rate; nothing when either could not judge.
    std::optional<double> wrongPoints() const;
    /// Whether the very same decisions were made; nothing when a live replay kept no trace of them.
    std::optional<bool> sameDecisions() const;
};

struct RunComparison {
    RunInfo left, right;
    bool otherMachine =
        false; ///< the two ran on different machines: their times are not comparable
    bool otherWorkload = false;
    QString leftMachine, rightMachine;
    QStringList settings;            ///< that differ: "warm up (0 and 500)"
    std::vector<ComparedCell> cells; ///< in the order of the left run, then what only the right has
};

/// Errors: of the library; wrong_format.
Result<RunComparison> compareRuns(const RunLibrary& runs, std::uint64_t left, std::uint64_t right);

/// "Run 12, support-week, 18 Mar 14:05".
QString runTitle(const RunInfo& run);

} // namespace bsc::ui

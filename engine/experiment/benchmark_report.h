#pragma once

#include "engine/base/result.h"
#include "engine/experiment/experiment.h"
#include "engine/experiment/success_criteria.h"
#include "engine/replay/cell_figures.h"
#include "engine/store/run_library.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bsc {

/// One cell of a run's matrix as it is kept.
struct ReportCell {
    MatrixCell cell;
    std::string state, error;           ///< RunPart's
    std::optional<CellFigures> figures; ///< when done
};

/// An experiment's result, and the run it was taken in: not always the reported one.
struct ReportExperiment {
    ExperimentResult result;
    std::uint64_t run = 0;
};

/// An experiment of the reported run that has no result.
struct ReportGap {
    std::string experiment, state, error; ///< RunPart's
};

/// A benchmark or a replay as it is kept in the library, put together to be shown: the screen, the
/// text, the page and the PDF are all made of this.
struct BenchmarkReport {
    RunInfo run;
    Machine machine;
    bool this_machine = true;
    std::vector<std::pair<std::string, std::string>> settings; ///< of the run, for people
    std::vector<ReportCell> cells;                             ///< clairvoyant bounds included
    std::vector<ReportExperiment> experiments;
    std::vector<ReportGap> gaps;
    std::size_t parts = 0, parts_done = 0;

    const ExperimentResult* experiment(std::string_view name) const; ///< null: not measured
    std::uint64_t run_of(std::string_view experiment) const;         ///< 0: not measured
    /// Why an experiment has no result, as the end of a sentence: ": it was cancelled"; "" when the
    /// run did not plan it.
    std::string why_not(std::string_view experiment) const;
    /// The cell that differs from `cell` only in its policy.
    const ReportCell* beside(const MatrixCell& cell, std::string_view policy) const;
    /// Workload, machine, run, date and settings, to stand in every exported file.
    std::vector<std::pair<std::string, std::string>> facts() const;
};

/// An experiment that the run does not hold is taken from the newest benchmark of the same machine,
/// because projection, look-up, memory and the cost of eviction do not depend on the workload; one
/// whose figures do is not. Errors: not_found (no such run), wrong_format, io.
Result<BenchmarkReport> load_report(const RunLibrary& library, std::uint64_t run);

/// The success criteria of one cell of the matrix, or of the default settings (none). For the
/// default settings rates come from the default replay, and the gain over LRU from the middle
/// capacity of the matrix, since a cache that is never full has no eviction.
CriteriaVerdicts judge_report(const BenchmarkReport& report, std::optional<std::size_t> cell = {});

/// "SAGE-like" text of a cell: "sage, 432 entries, 0.81 (48 bits)".
std::string text_of(const MatrixCell& cell);

/// A matrix cell from its key. Errors: wrong_format.
Result<MatrixCell> matrix_cell_from_key(std::string_view key);

} // namespace bsc

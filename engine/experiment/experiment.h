#pragma once

#include "engine/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace bsc {

/// Where figures were taken; figures of two machines are never compared without saying so.
struct Machine {
    std::string cpu; ///< model name
    unsigned cores = 0;
    std::uint64_t memory_bytes = 0;
    std::string os;   ///< "Debian GNU/Linux 12, kernel 6.1"
    std::string simd; ///< the vector level the kernels chose, e.g. "AVX3_ZEN4"

    friend bool operator==(const Machine&, const Machine&) = default;
};
Machine this_machine();
/// One line for people: "AMD EPYC 7763, 2 cores, 7.8 GiB, AVX2, Debian GNU/Linux 12, kernel 6.1".
std::string text_of(const Machine& machine);
/// {"cpu": text, "cores": count, "memory_bytes": count, "os": text, "simd": text}, as runs keep it.
std::string to_json(const Machine& machine);
/// Errors: wrong_format.
Result<Machine> machine_from_json(std::string_view text);

struct Build {
    std::string version, compiler, type; ///< "0.1.0", "GCC 12.2.0", "Release"
};
Build this_build();

/// monostate: not measured, or does not apply.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct Column {
    std::string name; ///< field name, also in JSON: "p50"
    std::string unit; ///< "us", "bytes", "share", or "" for a count or a text
    int decimals = 2; ///< for people
};

struct ResultTable {
    std::string name;
    std::vector<Column> columns;
    std::vector<std::vector<Cell>> rows; ///< each as wide as columns
    std::vector<std::string> notes;      ///< what a reader must know to trust the figures

    /// The place of a column, or columns.size().
    std::size_t column(std::string_view name) const;
    /// The number in a row's column, whole or not; none: another kind of cell or no such column.
    std::optional<double> number(std::size_t row, std::string_view name) const;
    /// The text there, or "".
    std::string_view text(std::size_t row, std::string_view name) const;
};

/// One run of one experiment, complete enough to be read on another machine a year later.
struct ExperimentResult {
    std::string name;        ///< "projection"
    std::string started_utc; ///< ISO 8601
    double took_seconds = 0;
    Machine machine;
    Build build;
    std::vector<std::pair<std::string, Cell>> settings;
    std::vector<ResultTable> tables;

    const ResultTable* table(std::string_view name) const; ///< null: there is none
};

/// Indented JSON; tables as lists of objects, units and notes beside them.
std::string to_json(const ExperimentResult& result);
/// What to_json() wrote. Errors: wrong_format.
Result<ExperimentResult> experiment_from_json(std::string_view text);
/// A cell for people; "-" when it was not measured.
std::string to_text(const Cell& cell, int decimals);
/// Aligned plain text for a terminal.
std::string to_text(const ExperimentResult& result);

} // namespace bsc

#pragma once

#include "engine/experiment/experiment.h"

#include <cstdint>

namespace bsc {

/// `value` as a cell, which holds signed numbers.
inline Cell count_cell(std::uint64_t value) { return static_cast<std::int64_t>(value); }

/// part / whole, 0..1; empty when there is no whole.
inline Cell share_cell(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? Cell() : Cell(static_cast<double>(part) / static_cast<double>(whole));
}

} // namespace bsc

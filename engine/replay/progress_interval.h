#pragma once

#include <cstdint>

namespace bsc {

/// Rows moved, or requests replayed, from one report of progress to the next.
constexpr std::uint64_t rows_a_report = 1000, requests_a_report = 256;

} // namespace bsc

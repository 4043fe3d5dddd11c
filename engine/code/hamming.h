#pragma once

#include "engine/code/code.h"

#include <cstdint>
#include <span>

namespace bsc {

/// Number of differing bits. Both sides have the same number of words.
unsigned hamming_distance(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

/// Distances from `query` to codes that lie side by side, query.size() words each: as many as
/// `distances` has room for.
void hamming_distances(std::span<const std::uint64_t> query, const std::uint64_t* codes,
                       std::span<std::uint16_t> distances);

/// Codes of the same width.
unsigned hamming_distance(const Code& a, const Code& b);

} // namespace bsc

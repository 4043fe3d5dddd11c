#pragma once

#include "engine/code/code.h"

#include <cstdint>
#include <span>

namespace bsc {

/// Number of differing bits. Both sides have the same number of words.
unsigned hamming_distance(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);

/// Codes of the same width.
unsigned hamming_distance(const Code& a, const Code& b);

} // namespace bsc

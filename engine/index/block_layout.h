#pragma once

#include "engine/code/code.h"

#include <cstddef>
#include <cstdint>

namespace bsc {

/// A block holds `lanes` codes cut into planes of 16 bits: plane p is bits 16p..16p+15 of every
/// code in the block, side by side, so one vector instruction compares them all with the query.
inline constexpr unsigned plane_bits = 16;
inline constexpr std::size_t block_lanes = 32;

inline std::uint16_t plane_of(const Code& code, unsigned p) {
    return static_cast<std::uint16_t>(code.words()[p / 4] >> (p % 4 * plane_bits));
}

/// The leading planes of a code form its prefix, kept apart from the rest. A scan within a radius
/// reads only prefixes, mostly.
struct BlockLayout {
    unsigned prefix_planes;
    unsigned suffix_planes;

    explicit constexpr BlockLayout(unsigned bits);

    bool operator==(const BlockLayout&) const = default;

    constexpr unsigned planes() const { return prefix_planes + suffix_planes; }
};

/// True when the prefixes of unrelated codes lie `planes * 16 / 2` apart with a standard deviation
/// that keeps them 3.2 sigma above the usual radius of 15% of all bits (similarity 0.85), so that
/// hardly a block of 32 has a code that passes.
constexpr bool prefix_rejects(unsigned planes, unsigned bits) {
    // n/2 - 3.2 * sqrt(n)/2 >= 0.15 * bits, without the root: margin >= 1.6 * sqrt(n).
    const double n = planes * plane_bits;
    const double margin = n / 2 - 0.15 * bits;
    return margin >= 0 && margin * margin >= 2.56 * n;
}

constexpr BlockLayout::BlockLayout(unsigned bits) : prefix_planes(0), suffix_planes(0) {
    const unsigned all = (bits + plane_bits - 1) / plane_bits;
    while (prefix_planes < all && !prefix_rejects(prefix_planes, bits))
        ++prefix_planes;
    suffix_planes = all - prefix_planes;
}

} // namespace bsc

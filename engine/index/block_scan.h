#pragma once

#include "engine/index/block_layout.h"
#include "engine/index/match_collector.h"

#include <array>
#include <cstdint>

namespace bsc {

/// Consecutive blocks of equally many lanes. Block b's prefix starts at prefixes + b *
/// prefix_planes * lanes, its suffix likewise, its ids at ids + b * lanes.
struct BlockSpan {
    const std::uint16_t* prefixes;
    const std::uint16_t* suffixes;
    const EntryId* ids;
    std::size_t lanes; ///< 4 or 32
    std::size_t count; ///< slots to look at; the rest of the last block is ignored
};

/// A code cut into planes.
struct ScanQuery {
    BlockLayout layout;
    std::array<std::uint16_t, max_code_bits / plane_bits> planes;

    ScanQuery(BlockLayout layout, const Code& code);
};

/// Offers every code of `blocks` with distance <= bound to `collector`, but those of no_entry, and
/// follows the bound it returns; returns the last one.
using ScanKernel = unsigned (*)(const BlockSpan& blocks, const ScanQuery& query, unsigned bound,
                                MatchCollector& collector);

/// The kernel for the best instruction set this machine has (AVX-512 with VPOPCNT, AVX-512, AVX2,
/// SSE4, SSSE3 or plain C++).
ScanKernel select_scan_kernel();

} // namespace bsc

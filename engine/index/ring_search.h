#pragma once

#include "engine/index/match_collector.h"
#include "engine/index/packed_codes.h"
#include "engine/index/ring_tables.h"

#include <array>

namespace bsc {

/// A code cut up for the look-ups.
struct RingQuery {
    std::array<std::uint32_t, RingLayout::max_tables> lines; ///< home line of the code's own key
    std::array<std::uint16_t, RingLayout::max_tables> signatures;
    const std::uint64_t* words;

    /// `code` must outlive the query.
    RingQuery(const RingLayout& layout, const Code& code);
};

/// What a search reads. Slots from `count` on are not there yet.
struct RingView {
    const RingLayout& layout;
    const RingTables& tables;
    const PackedCodes& codes;
    const BlockStore& store; ///< for the ids
    std::size_t count;
};

struct RingOutcome {
    bool complete;  ///< false: it gave up, a scan is cheaper
    unsigned bound; ///< what the collector said last
};

/// Offers codes to `collector`, if complete every one with distance <= the bound, which starts as
/// `bound` and follows the collector. An entry may be offered repeatedly. Gives up when it had to
/// look at more than `effort` postings.
using RingKernel = RingOutcome (*)(const RingView& ring, const RingQuery& query, unsigned bound,
                                   std::size_t effort, MatchCollector& collector);

/// The kernel for the best instruction set this machine has.
RingKernel select_ring_kernel();

} // namespace bsc

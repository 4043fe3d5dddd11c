#pragma once

#include "engine/cache/entry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// What became of one request.
enum class Verdict : std::uint8_t {
    hit,       ///< answered from the cache
    near_miss, ///< a miss whose nearest code lies at most near_miss_bits outside the radius
    miss,      ///< forwarded, and looked up before
    bypass,    ///< forwarded without a look-up
    coalesced, ///< joined an equal request in flight
    wrong_hit, ///< a hit that a person or a labelled workload called wrong
};

enum class Tier : std::uint8_t { none, exact, semantic };

/// The number or rule that decided.
enum class Reason : std::uint8_t {
    same_request,      ///< exact tier
    within_radius,     ///< distance <= radius
    outside_radius,    ///< nearest code is farther
    empty_partition,   ///< nothing stored that this request may share
    no_embedding,      ///< no vector (embedder failed, empty text): exact tier only
    semantic_off,      ///< rules allow the exact tier only
    content_differs,   ///< within the radius, but numbers, names, quotes or negation differ
    second_score_low,  ///< within the shortlist, second score under its minimum
    second_score_high, ///< second score at or over its minimum
    too_old,           ///< within the radius, but older than the client accepts
};

inline constexpr unsigned near_miss_bits = 4;

std::string_view
name_of(Verdict verdict);            ///< "hit", "near", "miss", "bypass", "coalesced", "wrong"
std::string_view name_of(Tier tier); ///< "none", "exact", "semantic"

/// A look-up's outcome with the numbers that decided it.
struct Decision {
    Verdict verdict = Verdict::miss; ///< hit, near_miss or miss
    Tier tier = Tier::none;
    Reason reason = Reason::empty_partition;
    unsigned bits = 0;                   ///< width of the codes
    unsigned radius = 0;                 ///< in bits, as used for this look-up
    std::optional<unsigned> distance;    ///< to `nearest`, whether or not it lies within the radius
    std::optional<float> second_score;   ///< of `nearest`, when a second score was asked for
    std::optional<float> second_minimum; ///< score needed
    std::string detail;                  ///< what differs, for content_differs
    EntryPtr nearest; ///< on a hit the entry that answers; else the nearest, if any

    bool hit() const { return verdict == Verdict::hit; }
    /// One sentence with the numbers: "distance 21 ≤ radius 38", "nearest entry is 71 bits away".
    std::string why() const;
};

} // namespace bsc

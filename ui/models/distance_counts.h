#pragma once

#include "engine/proxy/events.h"

#include <cstdint>
#include <vector>

namespace bsc::ui {

/// How many look-ups found their nearest code at each distance, and what another radius would have
/// made of them.
class DistanceCounts {
  public:
    struct Split {
        std::uint64_t hits = 0, near = 0, misses = 0; ///< near: at most near_miss_bits outside
        std::uint64_t forwarded() const { return near + misses; }
    };

    /// Flows without a distance are left out. Codes of another width start the counts anew.
    void add(const FlowEvent& flow);

    unsigned bits() const { return bits_; }
    std::uint64_t lookups() const { return lookups_; }
    std::uint64_t at(unsigned distance) const;
    /// The look-ups at distances first..last, judged by this radius. A flow that was refused inside
    /// its radius (content differs, too old) stays refused; one that a second score let through
    /// from outside stays a hit.
    Split split(unsigned first, unsigned last, unsigned radius) const;
    Split split(unsigned radius) const { return split(0, bits_, radius); }

  private:
    struct Cell {
        std::uint32_t insideHit = 0, insideRefused = 0, outsideHit = 0, outsideMiss = 0;
    };

    unsigned bits_ = 0;
    std::uint64_t lookups_ = 0;
    std::vector<Cell> cells_; ///< bits_ + 1
};

} // namespace bsc::ui

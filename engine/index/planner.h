#pragma once

#include "engine/index/ring_layout.h"

#include <cstddef>

namespace bsc {

/// Decides between the scan and the ring: when a ring is worth having, for how many entries, and
/// which of the two answers a query.
class Planner {
  public:
    /// The scan reads 14 bytes of every code in order, the ring a few hundred cache lines at random
    /// whatever the number of codes. Measured on a Zen 4 core with 1 MB of L2, radius 38 of 256, us
    /// at the median, ring and scan: at 24 000 entries 7.8 and 5.9 for misses, 2.5 and 5.5 for near
    /// duplicates; at 48 000 entries 7.9 and 10.9, 2.3 and 9.5.
    static constexpr std::size_t least_ring_entries = 48'000;

    /// capacity < 2^32.
    Planner(unsigned bits, std::size_t capacity)
        : bits_(bits), capacity_(static_cast<std::uint32_t>(capacity)) {}

    unsigned bits() const { return bits_; }

    bool wants_ring(std::size_t entries) const {
        return entries >= least_ring_entries && RingLayout::fits(bits_);
    }
    /// For how many entries to lay out the ring that `entries` need now: the capacity halved as
    /// often as they still fit with room to grow, or doubled until they fit.
    std::size_t ring_entries(std::size_t entries) const;
    /// The slots to give such a ring: a cache may be a little above its capacity while it evicts.
    static std::size_t ring_slots(std::size_t ring_entries) {
        return ring_entries + ring_entries / 8;
    }

    /// Whether to ask the ring for the k nearest of `entries` codes within `radius`.
    bool ring_pays(std::size_t entries, std::size_t k, unsigned radius) const;
    /// How many postings a search of the ring may look at before a scan is cheaper. Measured before
    /// there were crowds: of N/12, 20, 30
    /// and 60, the larger have a median up to 8 % lower at 100 000 clustered entries and the same
    /// at 1 000 000, but a 99th percentile that is 10 to 50 % higher: the ring's time is lost when
    /// the scan follows.
    static std::size_t ring_effort(std::size_t entries) { return entries / 60; }

  private:
    std::uint32_t bits_;
    std::uint32_t capacity_;
};

} // namespace bsc

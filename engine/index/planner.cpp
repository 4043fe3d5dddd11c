#include "engine/index/planner.h"

#include <algorithm>

namespace bsc {
namespace {

/// Beyond this part of the width look-ups multiply (keys at distance 3) and the chains filter
/// little: similarity 0.78.
constexpr double most_radius = 0.22;
/// More matches are kept in a list that the ring's repeated offers are compared with.
constexpr std::size_t most_matches = 32;

} // namespace

std::size_t Planner::ring_entries(std::size_t entries) const {
    std::size_t ring = std::max<std::size_t>(capacity_, least_ring_entries);
    while (ring / 2 >= entries + entries / 4 && ring / 2 >= least_ring_entries)
        ring /= 2;
    while (ring < entries)
        ring *= 2;
    return ring;
}

bool Planner::ring_pays(std::size_t entries, std::size_t k, unsigned radius) const {
    return entries >= least_ring_entries && k <= most_matches && radius <= most_radius * bits_;
}

} // namespace bsc

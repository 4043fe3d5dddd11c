#include "engine/experiment/eviction_capacity.h"

#include "engine/replay/simulate.h"

#include <algorithm>
#include <cmath>

namespace bsc {
namespace {

/// From so many insertions a class on, capacities are shares of the insertions.
constexpr std::uint64_t wide = 8;

} // namespace

Result<std::uint64_t> capacity_whole(const CodeTrace& trace, unsigned radius,
                                     const std::function<bool()>& cancelled) {
    SimulationOptions unbounded;
    unbounded.capacity = trace.requests.size();
    unbounded.radius = radius;
    return simulate(trace, unbounded, cancelled).map([&](const SimulationResult& result) {
        const std::uint64_t insertions = result.requests - result.hits;
        return insertions > wide * trace.classes ? insertions : trace.classes;
    });
}

std::size_t entries_of(const EvictionCapacity& capacity, std::uint64_t whole) {
    if (capacity.percent == 0)
        return capacity.entries;
    const double share = capacity.percent / 100 * static_cast<double>(whole);
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(share)));
}

} // namespace bsc

#include "engine/replay/what_if.h"

#include "engine/replay/nearest_pairs.h"
#include "engine/replay/point_sweep.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <unordered_set>

namespace bsc {
namespace {

std::vector<unsigned> radii_of(const CodeTrace& trace, const WhatIfOptions& options) {
    if (!options.radii.empty())
        return options.radii;
    std::vector<unsigned> all(trace.bits + 1);
    std::iota(all.begin(), all.end(), 0u);
    return all;
}

/// A repeat finds its text at any radius, another request its nearest earlier one.
Result<std::vector<std::uint64_t>> most_hits(const CodeTrace& trace) {
    auto pairs = nearest_pairs(trace);
    if (!pairs)
        return tl::unexpected(pairs.error());
    std::unordered_set<std::uint64_t> texts;
    for (const CodeRequest& request : trace.requests)
        texts.insert(request.text);
    std::vector<std::uint64_t> hits(trace.bits + 1, 0);
    hits[0] = trace.requests.size() - texts.size();
    for (const NearestPair& pair : *pairs)
        ++hits[pair.distance];
    std::partial_sum(hits.begin(), hits.end(), hits.begin());
    return hits;
}

} // namespace

Result<WhatIf> what_if(const CodeTrace& trace, const WhatIfOptions& options,
                       const WhatIfProgress& progress, const std::function<bool()>& cancelled) {
    if (options.jobs == 0)
        return fail(ErrorCode::invalid_argument, "A what-if needs at least one job.");
    const std::vector<unsigned> radii = radii_of(trace, options);
    const auto at_radius = [&](std::size_t i) -> Result<WhatIfPoint> {
        SimulationOptions at = options.cache;
        at.radius = radii[i];
        auto result = simulate(trace, at, cancelled);
        if (!result)
            return tl::unexpected(result.error());
        return WhatIfPoint{radii[i], *result};
    };
    auto points =
        sweep_points<WhatIfPoint>(radii.size(), options.jobs, at_radius, progress, cancelled);
    if (!points)
        return tl::unexpected(points.error());
    auto most = most_hits(trace);
    if (!most)
        return tl::unexpected(most.error());
    return WhatIf{std::move(*points), std::move(*most)};
}

} // namespace bsc

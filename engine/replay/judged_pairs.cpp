#include "engine/replay/judged_pairs.h"

namespace bsc {

std::vector<DistanceLabel> judged_pairs(const CodeTrace& trace,
                                        std::span<const NearestPair> pairs) {
    std::vector<DistanceLabel> labels;
    for (const NearestPair& pair : pairs) {
        const std::uint32_t asked = trace.requests[pair.request].meaning,
                            stored = trace.requests[pair.match].meaning;
        if (asked != CodeRequest::no_class && stored != CodeRequest::no_class)
            labels.push_back({.distance = pair.distance, .wrong = asked != stored});
    }
    return labels;
}

Result<std::vector<DistanceLabel>> judged_pairs(const CodeTrace& trace) {
    return nearest_pairs(trace).map(
        [&](const std::vector<NearestPair>& pairs) { return judged_pairs(trace, pairs); });
}

} // namespace bsc

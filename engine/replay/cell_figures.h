#pragma once

#include "engine/replay/matrix.h"
#include "engine/replay/share_interval.h"

#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// What is kept of a done cell of a matrix: the result of its part in the library of runs.
struct CellFigures {
    std::uint64_t requests = 0, hits = 0, exact_hits = 0, judged_hits = 0, wrong_hits = 0;
    std::uint64_t evictions = 0, explorations = 0, requested_tokens = 0, saved_tokens = 0;
    std::uint64_t policy_bytes = 0;
    double seconds = 0;
    double evict_p50_us = 0, evict_p99_us = 0; ///< of a batch; 0: nothing was evicted
    std::uint64_t full_at = 0;                 ///< request that found the cache full; 0: none
    std::string state_hash;                    ///< 16 hexadecimal digits
    std::vector<SimulationPoint> curve;

    double hit_rate() const {
        return requests == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(requests);
    }
    /// With its 90 % interval.
    ShareInterval wrong_share() const { return share_interval(wrong_hits, judged_hits); }
};

CellFigures figures_of(const SimulationResult& result);
std::string to_json(const CellFigures& figures);
/// Errors: wrong_format.
Result<CellFigures> cell_figures_from_json(std::string_view text);

} // namespace bsc

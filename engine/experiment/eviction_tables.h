#pragma once

#include "engine/experiment/eviction_grid.h"

#include <string>
#include <vector>

namespace bsc {

/// "5 %" or "432".
std::string text_of(const EvictionCapacity& capacity);

struct EarningsTables {
    ResultTable rates;    ///< a row each workload, capacity and policy
    ResultTable verdicts; ///< a row each workload and policy
};

/// Means, spreads, gains and verdicts from what was simulated; the first policy is the reference.
EarningsTables earnings_tables(const EvictionExperiment& experiment,
                               const std::vector<std::string>& policies, const EvictionGrid& grid);

} // namespace bsc

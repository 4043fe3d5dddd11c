#pragma once

#include <cstdint>

namespace bsc {

/// A share with the range it is known to.
struct ShareInterval {
    double share, lower, upper;
};

/// Exact binomial interval (Clopper and Pearson 1934) for `hits` among `trials` at `confidence`
/// (0.90: each side is wrong in 5 % of cases). No trials: share 0, range 0..1.
ShareInterval share_interval(std::uint64_t hits, std::uint64_t trials, double confidence = 0.90);

} // namespace bsc

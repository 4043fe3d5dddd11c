#pragma once

#include <cstdint>
#include <span>

namespace bsc {

/// Labels that were drawn with the same chance.
struct LabelStratum {
    double chance = 1; ///< over 0 up to 1
    std::uint64_t right = 0, wrong = 0;
};

/// One-sided upper bound on the wrong share of the population the labels were drawn from, when no
/// pair had a smaller chance than `floor` (Waudby-Smith and Ramdas 2024).
///
/// A share m is ruled out once the product over the labels of 1 - stake * floor / chance *
/// (wrong - m), whose expectation is at most 1 if the share is m or more, exceeds
/// 1 / (1 - confidence) (Ville's inequality). The stakes are a fixed mixture, so the order of the
/// labels does not matter. With no wrong label and equal chances the boldest stake alone is the
/// Clopper-Pearson test.
double betting_upper(std::span<const LabelStratum> strata, double floor, double confidence);

} // namespace bsc

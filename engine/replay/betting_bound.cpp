#include "engine/replay/betting_bound.h"

#include <algorithm>
#include <array>
#include <boost/math/tools/roots.hpp>
#include <cmath>
#include <limits>

namespace bsc {
namespace {

struct Stake {
    double share; ///< of the boldest stake that cannot go broke on a right label
    double prior;
};

/// Bold stakes pay while nothing is wrong, timid ones survive many wrong labels.
constexpr std::array stakes{Stake{1, 0.5},   Stake{0.7, 0.1},  Stake{0.5, 0.1},
                            Stake{0.3, 0.1}, Stake{0.15, 0.1}, Stake{0.07, 0.1}};

double log_sum(double a, double b) {
    if (a < b)
        std::swap(a, b);
    return std::isinf(b) ? a : a + std::log1p(std::exp(b - a));
}

/// Logarithm of the wealth after betting against the share m; rises with m.
double log_wealth(std::span<const LabelStratum> strata, double floor, double m) {
    double total = -std::numeric_limits<double>::infinity();
    for (const Stake& stake : stakes) {
        double wealth = std::log(stake.prior);
        for (const LabelStratum& stratum : strata) {
            const double weight = stake.share / (1 - m) * floor / stratum.chance;
            wealth += static_cast<double>(stratum.right) * std::log1p(weight * m);
            if (stratum.wrong != 0)
                wealth += static_cast<double>(stratum.wrong) * std::log1p(-weight * (1 - m));
        }
        total = log_sum(total, wealth);
    }
    return total;
}

} // namespace

double betting_upper(std::span<const LabelStratum> strata, double floor, double confidence) {
    const double needed = -std::log(1 - confidence);
    constexpr double highest = 1 - 1e-9;
    const auto surplus = [&](double m) { return log_wealth(strata, floor, m) - needed; };
    if (surplus(highest) <= 0)
        return 1;
    std::uintmax_t steps = 60;
    return boost::math::tools::bisect(surplus, 0.0, highest,
                                      boost::math::tools::eps_tolerance<double>(20), steps)
        .second;
}

} // namespace bsc

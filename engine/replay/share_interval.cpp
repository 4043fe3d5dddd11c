#include "engine/replay/share_interval.h"

#include <boost/math/distributions/binomial.hpp>

namespace bsc {

ShareInterval share_interval(std::uint64_t hits, std::uint64_t trials, double confidence) {
    if (trials == 0 || hits > trials) {
        return {0, 0, 1};
    }
    using Binomial = boost::math::binomial_distribution<double>;
    const auto n = static_cast<double>(trials), k = static_cast<double>(hits);
    const double side = (1 - confidence) / 2;
    return {k / n, Binomial::find_lower_bound_on_p(n, k, side),
            Binomial::find_upper_bound_on_p(n, k, side)};
}

} // namespace bsc

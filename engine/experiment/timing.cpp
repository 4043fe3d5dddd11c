#include "engine/experiment/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace bsc {
namespace {

template <class Call>
double microseconds(Call&& call) {
    const auto start = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
        .count();
}

} // namespace

double Samples::mean() const {
    if (values_.empty())
        return 0;
    return std::accumulate(values_.begin(), values_.end(), 0.0) /
           static_cast<double>(values_.size());
}

double Samples::quantile(double q) const {
    if (values_.empty())
        return 0;
    std::vector<double> sorted = values_;
    const double rank = std::ceil(q * static_cast<double>(sorted.size()));
    const auto at = sorted.begin() + static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
    std::ranges::nth_element(sorted, at);
    return *at;
}

void time_in_turns(std::span<Contender> contenders, const TimingPlan& plan) {
    for (Contender& contender : contenders)
        for (std::size_t i = 0; i < std::min(plan.warm_up, plan.calls); ++i)
            contender.call(i);
    for (std::size_t first = 0; first < plan.calls; first += plan.block) {
        if (plan.go_on && !plan.go_on())
            return;
        for (Contender& contender : contenders)
            for (std::size_t i = first; i < std::min(first + plan.block, plan.calls); ++i)
                contender.samples.add(microseconds([&] { contender.call(i); }));
    }
}

double clock_cost() {
    Samples samples;
    for (int i = 0; i < 1000; ++i)
        samples.add(microseconds([] {}));
    return samples.quantile(0.5);
}

} // namespace bsc

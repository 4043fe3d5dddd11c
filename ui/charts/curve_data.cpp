#include "ui/charts/curve_data.h"

#include <algorithm>
#include <cmath>

namespace bsc::ui {

Ink inkOf(Tone tone) {
    return [tone](const Theme& theme) { return theme.color(tone); };
}

Ink inkOf(Verdict verdict) {
    return [verdict](const Theme& theme) { return theme.verdict(verdict).mark; };
}

Ink inkOf(std::string policy) {
    return [policy = std::move(policy)](const Theme& theme) {
        return policyLook(policy, theme).color;
    };
}

std::vector<double> roundTicks(double low, double high, int most) {
    std::vector<double> ticks;
    if (!(high > low) || most < 1)
        return ticks;
    const double rough = (high - low) / most, power = std::pow(10, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= rough) {
            step = factor * power;
            break;
        }
    for (double n = std::ceil(low / step - 1e-9); n * step <= high + step * 1e-9; ++n)
        ticks.push_back(n * step);
    return ticks;
}

QString percentTick(double share) {
    const double percent = 100 * share;
    return QString("%1 %").arg(percent, 0, 'f', std::abs(percent - std::round(percent)) > 0.01);
}

std::vector<double> decadeTicks(double low, double high) {
    std::vector<double> ticks;
    for (double exponent = std::ceil(std::log10(low) - 1e-9);
         std::pow(10, exponent) <= high * (1 + 1e-9); ++exponent)
        ticks.push_back(std::pow(10, exponent));
    return ticks;
}

} // namespace bsc::ui

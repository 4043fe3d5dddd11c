#include "engine/replay/adaptive_rule.h"

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <string>

namespace bsc {
namespace {

/// Confidences 1 - e that are tried, with the quantile of the normal distribution each stands for.
struct Confidence {
    double level, deviations;
};

const std::array<Confidence, 9>& confidences() {
    static const auto table = [] {
        std::array<Confidence, 9> made{};
        constexpr std::array levels{0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999};
        for (std::size_t i = 0; i < levels.size(); ++i)
            made[i] = {levels[i], boost::math::quantile(boost::math::normal(), levels[i])};
        return made;
    }();
    return table;
}

} // namespace

Result<void> check_adaptive(const AdaptiveSettings& settings) {
    if (!(settings.max_error > 0 && settings.max_error < 1))
        return fail(ErrorCode::invalid_argument,
                    "The error bound must lie between 0 and 1, for example 0.02.");
    if (settings.reach > settings.bits)
        return fail(ErrorCode::invalid_argument, "The reach must be 0 to the code width of " +
                                                     std::to_string(settings.bits) + " bits, not " +
                                                     std::to_string(settings.reach) + ".");
    return {};
}

double AdaptiveRule::exploration(const Match& nearest) const {
    const auto found = models_.find(nearest.id);
    if (found == models_.end() || found->second.labels() < settings_.min_labels)
        return 1;
    const LogisticModel& model = found->second;
    const double needed = 1 - settings_.max_error;
    double tau = 1;
    for (const auto& [level, deviations] : confidences()) {
        const double right =
            level * model.right_if_turning_at(similarity(nearest.distance),
                                              model.turn() + deviations * model.turn_deviation());
        tau = std::min(tau, right >= needed ? 0 : (needed - right) / (1 - right));
    }
    return tau;
}

bool AdaptiveRule::answers(const Match& nearest) {
    return std::uniform_real_distribution<double>()(random_) >= exploration(nearest);
}

bool AdaptiveRule::learn(const Match& nearest, std::optional<bool> right) {
    if (right)
        models_[nearest.id].add(similarity(nearest.distance), *right);
    return settings_.insert == AdaptiveSettings::Insert::every_miss || !right || !*right;
}

} // namespace bsc

#include "engine/replay/threshold_promise.h"

#include "engine/replay/betting_bound.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <map>
#include <ranges>
#include <string>
#include <utility>

namespace bsc {
namespace {

Result<void> check(std::span<const DistanceLabel> labels, const PromiseOptions& options) {
    const auto bad = [](std::string text) {
        return fail(ErrorCode::invalid_argument, std::move(text));
    };
    if (!(options.max_wrong > 0 && options.max_wrong < 1))
        return bad(
            "The share of wrong hits to promise must lie between 0 and 1, for example 0.02.");
    if (!(options.confidence > 0 && options.confidence < 1))
        return bad("The confidence must lie between 0 and 1, for example 0.95.");
    for (const DistanceLabel& label : labels) {
        if (!(label.chance > 0 && label.chance <= 1))
            return bad("A label was drawn with a chance of " + std::to_string(label.chance) +
                       "; it must be over 0 and at most 1.");
        if (label.distance > options.bits)
            return bad("A label has a distance of " + std::to_string(label.distance) +
                       " bits, more than the code's " + std::to_string(options.bits) + ".");
    }
    return {};
}

double clopper_pearson_upper(const LabelStratum& all, double confidence) {
    using Binomial = boost::math::binomial_distribution<double>;
    return Binomial::find_upper_bound_on_p(static_cast<double>(all.right + all.wrong),
                                           static_cast<double>(all.wrong), 1 - confidence);
}

double clopper_pearson_lower(const LabelStratum& all, double confidence) {
    using Binomial = boost::math::binomial_distribution<double>;
    return Binomial::find_lower_bound_on_p(static_cast<double>(all.right + all.wrong),
                                           static_cast<double>(all.wrong), 1 - confidence);
}

/// The labels within a radius that grows from call to call and not beyond their reach.
class Labels {
  public:
    Labels(std::span<const DistanceLabel> labels, const PromiseOptions& options)
        : options_(options), by_distance_(labels.begin(), labels.end()),
          by_reach_(labels.begin(), labels.end()) {
        std::ranges::stable_sort(by_distance_, {}, &DistanceLabel::distance);
        std::ranges::stable_sort(by_reach_, {}, &DistanceLabel::reach);
        for (const DistanceLabel& label : by_distance_)
            strata_.try_emplace(label.chance).first->second.chance = label.chance;
    }

    BoundMethod method() const {
        return strata_.size() > 1 ? BoundMethod::betting : BoundMethod::clopper_pearson;
    }

    void widen(unsigned radius) {
        for (; next_ < by_distance_.size() && by_distance_[next_].distance <= radius; ++next_)
            count(by_distance_[next_], 1);
        for (; ended_ < by_reach_.size() && by_reach_[ended_].reach < radius; ++ended_)
            if (by_reach_[ended_].distance <= radius)
                count(by_reach_[ended_], -1);
    }

    RadiusBound bound(unsigned radius) const {
        const auto within = strata();
        RadiusBound bound{.radius = radius};
        double weight = 0, wrong_weight = 0;
        for (const LabelStratum& stratum : within) {
            bound.labels += stratum.right + stratum.wrong;
            bound.wrong += stratum.wrong;
            weight += static_cast<double>(stratum.right + stratum.wrong) / stratum.chance;
            wrong_weight += static_cast<double>(stratum.wrong) / stratum.chance;
        }
        if (bound.labels == 0)
            return bound;
        bound.share = wrong_weight / weight;
        bound.lower = lower(within);
        bound.upper = upper(within);
        return bound;
    }

    /// The bound there would be if no label were wrong: what the labels can show at best.
    double best_upper() const {
        auto within = strata();
        std::uint64_t labels = 0;
        for (LabelStratum& stratum : within)
            labels += stratum.right += std::exchange(stratum.wrong, 0);
        return labels == 0 ? 1 : upper(within);
    }

  private:
    void count(const DistanceLabel& label, int change) {
        LabelStratum& stratum = strata_.at(label.chance);
        (label.wrong ? stratum.wrong : stratum.right) += static_cast<std::uint64_t>(change);
    }

    std::vector<LabelStratum> strata() const {
        const auto values = strata_ | std::views::values;
        return {values.begin(), values.end()};
    }

    double upper(std::span<const LabelStratum> within) const {
        return method() == BoundMethod::clopper_pearson
                   ? clopper_pearson_upper(within[0], options_.confidence)
                   : betting_upper(within, strata_.begin()->first, options_.confidence);
    }

    /// By betting: what is not right at most.
    double lower(std::vector<LabelStratum> within) const {
        if (method() == BoundMethod::clopper_pearson)
            return clopper_pearson_lower(within[0], options_.confidence);
        for (LabelStratum& stratum : within)
            std::swap(stratum.right, stratum.wrong);
        return 1 - betting_upper(within, strata_.begin()->first, options_.confidence);
    }

    const PromiseOptions options_;
    std::vector<DistanceLabel> by_distance_, by_reach_;
    std::map<double, LabelStratum> strata_; ///< by chance, the smallest first
    std::size_t next_ = 0;                  ///< the first of by_distance_ outside the radius
    std::size_t ended_ = 0;                 ///< the first of by_reach_ that reaches the radius
};

/// Right answers in a row that bring the Clopper-Pearson bound to the limit.
std::uint64_t labels_needed(const PromiseOptions& options) {
    return static_cast<std::uint64_t>(
        std::ceil(std::log(1 - options.confidence) / std::log1p(-options.max_wrong)));
}

} // namespace

Result<ThresholdPromise> promise_threshold(std::span<const DistanceLabel> given,
                                           const PromiseOptions& options) {
    if (auto ok = check(given, options); !ok)
        return tl::unexpected(ok.error());
    Labels labels(given, options);
    ThresholdPromise promise;
    promise.labels_needed = labels_needed(options);
    promise.labels = given.size();
    promise.method = labels.method();
    bool failed = false;
    for (unsigned radius = 0; radius <= options.bits; ++radius) {
        labels.widen(radius);
        promise.bounds.push_back(labels.bound(radius));
        if (promise.too_few_labels)
            promise.too_few_labels = labels.best_upper() > options.max_wrong;
        failed |= !promise.too_few_labels && promise.bounds.back().upper > options.max_wrong;
        if (!promise.too_few_labels && !failed)
            promise.radius = radius;
    }
    return promise;
}

} // namespace bsc

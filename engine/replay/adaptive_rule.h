#pragma once

#include "engine/base/result.h"
#include "engine/replay/decision_rule.h"
#include "engine/replay/logistic_model.h"

#include <cstdint>
#include <random>
#include <unordered_map>

namespace bsc {

struct AdaptiveSettings {
    double max_error = 0.02; ///< share of wrong answers among all requests that is aimed for
    unsigned bits = 256;     ///< width of the codes
    unsigned reach = 77;     ///< bits; farther entries are no candidates (similarity 0.70)
    std::uint64_t seed = 1;  ///< of the explorations
    unsigned min_labels = 6; ///< of an entry before it may answer at all
    /// Which explored requests are stored; published results disagree about what is better.
    enum class Insert {
        every_miss,         ///< as a cache with a fixed threshold does
        when_nearest_wrong, ///< one entry a meaning: only what the nearest could not answer
    } insert = Insert::every_miss;
};

/// Errors: invalid_argument (error bound outside 0..1, reach over the width).
Result<void> check_adaptive(const AdaptiveSettings& settings);

/// One threshold an entry, learned online with a bound on the error rate: the decision policy of
/// Schroeder et al. 2025, "vCache: Verified Semantic Prompt Caching" (arXiv:2502.03771).
///
/// Each entry has a logistic model of "its answer is right" over the similarity, fitted to what
/// explorations of it showed. A request explores (asks the upstream, and so labels the pair) with
/// the least probability tau for which the chance of a right answer, tau + (1 - tau) * P(right),
/// still reaches 1 - max_error, where P(right) is bounded from below: for a confidence 1 - e, it is
/// (1 - e) times the model at its turning point's upper confidence limit, and the best e is taken.
class AdaptiveRule final : public DecisionRule {
  public:
    explicit AdaptiveRule(const AdaptiveSettings& settings)
        : settings_(settings), random_(settings.seed) {}

    unsigned reach() const override { return settings_.reach; }
    bool answers(const Match& nearest) override;
    bool learn(const Match& nearest, std::optional<bool> right) override;
    void forget(EntryId entry) override { models_.erase(entry); }

    /// The chance with which a request at this distance of `entry` explores, 0..1.
    double exploration(const Match& nearest) const;

  private:
    double similarity(unsigned distance) const {
        return 1 - static_cast<double>(distance) / settings_.bits;
    }

    const AdaptiveSettings settings_;
    std::mt19937_64 random_;
    std::unordered_map<EntryId, LogisticModel> models_;
};

} // namespace bsc

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

enum class CriterionId {
    hit_rate,
    added_latency,
    memory,
    cost_saved,
    over_lru,
    evict_time,
    policy_memory,
    project_time,
    look_up_time,
};

/// What the product has to reach. The first four have three marks, the others one limit, which is
/// their target.
struct Criterion {
    CriterionId id;
    std::string_view title; ///< "Cache hit rate"
    std::string_view unit;  ///< "%", "ms", "MB"
    int decimals = 1;       ///< for people
    bool more_is_better = true;
    std::optional<double> minimum, target, stretch;

    bool is_limit() const { return !minimum; }
};

/// All nine, in the order in which they are shown.
std::span<const Criterion> success_criteria();

enum class CriterionVerdict { not_measured, missed, minimum, target, stretch };

/// A measured figure, or why there is none.
struct Figure {
    std::optional<double> value;        ///< in the criterion's unit; none: not measured
    std::uint64_t samples = 0;          ///< requests, calls or entries behind it
    std::optional<double> lower, upper; ///< 90 % interval, of shares
    std::string basis;                  ///< what was measured on what, or why it was not: a phrase
};

/// "At least" for more_is_better, else "under": a limit of 10 ms is missed at 10 ms.
CriterionVerdict judge(const Criterion& criterion, const std::optional<double>& value);
/// "not measured", "below minimum", "minimum met", "target met", "stretch met"; for limits "over
/// +10 %", "not under 10 ms".
std::string words_of(const Criterion& criterion, CriterionVerdict verdict);
/// "40.9 %", "+12.4 %", "0.06 ms"; "not measured".
std::string text_of(const Criterion& criterion, const std::optional<double>& value);
/// Where a value stands on a bar of length 1: minimum, target and stretch at 1/4, 1/2 and 3/4 (a
/// limit at 1/2), better to the right, whatever the unit.
double place_on_bar(const Criterion& criterion, double value);

struct CriterionResult {
    const Criterion* criterion = nullptr;
    Figure figure;
    CriterionVerdict verdict = CriterionVerdict::not_measured;
};

/// go: every criterion is measured, none lies below its minimum or misses its limit. no_go: one
/// does. undecided: none does, but some are not measured.
enum class GoDecision { go, no_go, undecided };
std::string_view name_of(GoDecision decision); ///< "go", "no-go", "undecided"

struct CriteriaVerdicts {
    std::string subject; ///< what was judged: "SAGE, 432 entries, radius 48"
    std::vector<CriterionResult> results;
    Figure wrong_hits; ///< per cent of the judged hits; stands beside the hit rate

    GoDecision decision() const;
    /// Of all: on target or better.
    std::size_t on_target() const;
};

/// Verdicts on figures in the order of success_criteria().
CriteriaVerdicts judge_all(std::string subject, std::vector<Figure> figures, Figure wrong_hits);

} // namespace bsc

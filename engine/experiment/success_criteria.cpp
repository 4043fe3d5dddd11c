#include "engine/experiment/success_criteria.h"

#include <algorithm>
#include <fmt/format.h>

namespace bsc {
namespace {

constexpr std::array<Criterion, 9> criteria{{
    {CriterionId::hit_rate, "Cache hit rate", "%", 1, true, 20, 35, 50},
    {CriterionId::added_latency, "Added latency, p99", "ms", 2, false, 50, 20, 10},
    {CriterionId::memory, "Memory per 100\u202f000 entries", "MB", 0, false, 500, 200, 100},
    {CriterionId::cost_saved, "Cost saved, estimated", "%", 1, true, 20, 35, 50},
    {CriterionId::over_lru, "Hit rate over LRU", "%", 1, true, {}, 10, {}},
    {CriterionId::evict_time, "Evict 100 of 10\u202f000, p99", "ms", 2, false, {}, 10, {}},
    {CriterionId::policy_memory, "Memory overhead of policy", "%", 1, false, {}, 20, {}},
    {CriterionId::project_time, "Project one embedding, p99", "ms", 3, false, {}, 1, {}},
    {CriterionId::look_up_time, "Look up in 100\u202f000, p99", "ms", 3, false, {}, 5, {}},
}};

bool reaches(const Criterion& criterion, double value, const std::optional<double>& mark) {
    return mark && (criterion.more_is_better ? value >= *mark : value < *mark);
}

/// How much better than `mark` in 0..1, or how much of the way to it.
double better_by(const Criterion& criterion, double value, double mark) {
    const double ratio = value / mark;
    return std::clamp(criterion.more_is_better ? ratio - 1 : 1 - ratio, 0.0, 1.0);
}
double share_reached(const Criterion& criterion, double value, double mark) {
    return std::clamp(criterion.more_is_better ? value / mark : mark / value, 0.0, 1.0);
}

} // namespace

std::span<const Criterion> success_criteria() { return criteria; }

CriterionVerdict judge(const Criterion& criterion, const std::optional<double>& value) {
    if (!value)
        return CriterionVerdict::not_measured;
    if (reaches(criterion, *value, criterion.stretch))
        return CriterionVerdict::stretch;
    if (reaches(criterion, *value, criterion.target))
        return CriterionVerdict::target;
    return reaches(criterion, *value, criterion.minimum) ? CriterionVerdict::minimum
                                                         : CriterionVerdict::missed;
}

std::string words_of(const Criterion& criterion, CriterionVerdict verdict) {
    if (verdict == CriterionVerdict::not_measured)
        return "not measured";
    if (criterion.is_limit()) {
        const std::string limit =
            criterion.more_is_better
                ? fmt::format("over +{} {}", *criterion.target, criterion.unit)
                : fmt::format("under {} {}", *criterion.target, criterion.unit);
        return verdict == CriterionVerdict::missed ? "not " + limit : limit;
    }
    switch (verdict) {
    case CriterionVerdict::stretch:
        return "stretch met";
    case CriterionVerdict::target:
        return "target met";
    case CriterionVerdict::minimum:
        return "minimum met";
    default:
        return "below minimum";
    }
}

std::string text_of(const Criterion& criterion, const std::optional<double>& value) {
    if (!value)
        return "not measured";
    const bool signed_value = criterion.id == CriterionId::over_lru;
    return signed_value ? fmt::format("{:+.{}f} {}", *value, criterion.decimals, criterion.unit)
                        : fmt::format("{:.{}f} {}", *value, criterion.decimals, criterion.unit);
}

double place_on_bar(const Criterion& criterion, double value) {
    const auto between = [&](double from, double to) { return (value - from) / (to - from); };
    const double target = *criterion.target;
    if (criterion.is_limit())
        return reaches(criterion, value, target) ? 0.5 + 0.5 * better_by(criterion, value, target)
                                                 : 0.5 * share_reached(criterion, value, target);
    if (!reaches(criterion, value, criterion.minimum))
        return 0.25 * share_reached(criterion, value, *criterion.minimum);
    if (!reaches(criterion, value, target))
        return 0.25 + 0.25 * between(*criterion.minimum, target);
    if (!reaches(criterion, value, criterion.stretch))
        return 0.5 + 0.25 * between(target, *criterion.stretch);
    return 0.75 + 0.25 * better_by(criterion, value, *criterion.stretch);
}

std::string_view name_of(GoDecision decision) {
    switch (decision) {
    case GoDecision::go:
        return "go";
    case GoDecision::no_go:
        return "no-go";
    default:
        return "undecided";
    }
}

GoDecision CriteriaVerdicts::decision() const {
    const auto any = [&](CriterionVerdict verdict) {
        return std::ranges::find(results, verdict, &CriterionResult::verdict) != results.end();
    };
    if (any(CriterionVerdict::missed))
        return GoDecision::no_go;
    return any(CriterionVerdict::not_measured) ? GoDecision::undecided : GoDecision::go;
}

std::size_t CriteriaVerdicts::on_target() const {
    return static_cast<std::size_t>(std::ranges::count_if(results, [](const CriterionResult& one) {
        return one.verdict == CriterionVerdict::target || one.verdict == CriterionVerdict::stretch;
    }));
}

CriteriaVerdicts judge_all(std::string subject, std::vector<Figure> figures, Figure wrong_hits) {
    CriteriaVerdicts verdicts{std::move(subject), {}, std::move(wrong_hits)};
    for (std::size_t i = 0; i < criteria.size(); ++i) {
        const CriterionVerdict verdict = judge(criteria[i], figures[i].value);
        verdicts.results.push_back({&criteria[i], std::move(figures[i]), verdict});
    }
    return verdicts;
}

} // namespace bsc

#include "engine/replay/simulate.h"

#include "engine/embed/features/hash.h"
#include "engine/replay/simulated_cache.h"

#include <algorithm>
#include <chrono>

namespace bsc {
namespace {

constexpr std::uint64_t report_interval = 1024;

/// Cuts a number of requests into even steps.
class CurveSteps {
  public:
    CurveSteps(std::uint64_t requests, std::uint64_t points)
        : requests_(requests), points_(std::min(points, requests)) {}
    bool ends_at(std::uint64_t request) const {
        return points_ != 0 && request * points_ / requests_ != (request - 1) * points_ / requests_;
    }

  private:
    const std::uint64_t requests_, points_;
};

/// Whether it was a hit, and a wrong one.
void count_answer(const SimulatedCache::Step& step, const CodeRequest& request,
                  SimulationResult& result) {
    using Kind = SimulatedCache::Step::Kind;
    if (step.kind == Kind::miss)
        return;
    ++result.hits;
    result.exact_hits += step.kind == Kind::exact_hit;
    result.saved_tokens += request.tokens;
    if (request.nano_usd != CodeRequest::no_price) {
        ++result.priced_hits;
        result.saved_nano_usd += request.nano_usd;
    }
    if (request.meaning == CodeRequest::no_class || step.answer_meaning == CodeRequest::no_class)
        return;
    ++result.judged_hits;
    result.wrong_hits += request.meaning != step.answer_meaning;
}

void count(const SimulatedCache::Step& step, const CodeRequest& request, SimulationResult& result) {
    ++result.requests;
    result.requested_tokens += request.tokens;
    if (request.nano_usd != CodeRequest::no_price) {
        ++result.priced_requests;
        result.requested_nano_usd += request.nano_usd;
    }
    if (step.evicted > 0) {
        result.evictions += step.evicted;
        result.evict_time.add(step.evict_time);
    }
    result.explorations += step.explored;
    count_answer(step, request, result);
}

} // namespace

Result<SimulationResult> simulate(const CodeTrace& trace, const SimulationOptions& options,
                                  const std::function<bool()>& cancelled,
                                  const std::function<void(const SimulationResult&)>& progress) {
    const auto start = std::chrono::steady_clock::now();
    if (options.content_gate && !trace.gate)
        return fail(ErrorCode::invalid_argument,
                    "The content gate needs the texts of the workload " + trace.name +
                        ", which has codes only.");
    std::optional<AdaptiveRule> adaptive;
    if (options.adaptive) {
        AdaptiveSettings settings = *options.adaptive;
        settings.bits = trace.bits;
        if (auto ok = check_adaptive(settings); !ok)
            return tl::unexpected(ok.error());
        adaptive.emplace(settings);
    }
    auto cache = SimulatedCache::create(
        {trace.bits, options.capacity, options.batch, options.radius, options.settings,
         adaptive ? &*adaptive : nullptr, options.content_gate ? trace.gate.get() : nullptr},
        [&](PolicyConfig config) { return make_policy(options.policy, std::move(config)); });
    if (!cache)
        return tl::unexpected(cache.error());
    SimulationResult result, all; // all: with the warm-up, for the curve
    const CurveSteps steps(trace.requests.size(), options.curve_points);
    for (const CodeRequest& request : trace.requests) {
        if (all.requests % report_interval == 0) {
            if (cancelled && cancelled())
                break;
            if (progress)
                progress(all);
        }
        const SimulatedCache::Step step = (*cache)->step(request);
        result.state_hash = splitmix64(result.state_hash ^ step.answer ^ step.evicted << 48);
        ++all.requests;
        count_answer(step, request, all);
        if (step.evicted > 0 && result.full_at == 0)
            result.full_at = all.requests;
        if (all.requests > options.warm_up)
            count(step, request, result);
        if (steps.ends_at(all.requests))
            result.curve.push_back({all.requests, all.hits, all.wrong_hits});
    }
    for (const EntryId id : (*cache)->entries())
        result.state_hash = splitmix64(result.state_hash ^ id);
    result.policy_bytes = (*cache)->policy().memory_bytes();
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace bsc

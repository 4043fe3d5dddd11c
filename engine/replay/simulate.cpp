#include "engine/replay/simulate.h"

#include "engine/replay/simulated_cache.h"

#include <chrono>

namespace bsc {
namespace {

constexpr std::uint64_t cancel_interval = 1024;

void count(const SimulatedCache::Step& step, const CodeRequest& request, SimulationResult& result) {
    using Kind = SimulatedCache::Step::Kind;
    ++result.requests;
    result.requested_tokens += request.tokens;
    result.evictions += step.evicted;
    result.explorations += step.explored;
    if (step.kind == Kind::miss)
        return;
    ++result.hits;
    result.exact_hits += step.kind == Kind::exact_hit;
    result.saved_tokens += request.tokens;
    if (request.meaning == CodeRequest::no_class || step.answer_meaning == CodeRequest::no_class)
        return;
    ++result.judged_hits;
    result.wrong_hits += request.meaning != step.answer_meaning;
}

} // namespace

Result<SimulationResult> simulate(const CodeTrace& trace, const SimulationOptions& options,
                                  const std::function<bool()>& cancelled) {
    const auto start = std::chrono::steady_clock::now();
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
         adaptive ? &*adaptive : nullptr},
        [&](PolicyConfig config) { return make_policy(options.policy, std::move(config)); });
    if (!cache)
        return tl::unexpected(cache.error());
    SimulationResult result;
    for (const CodeRequest& request : trace.requests) {
        if (cancelled && result.requests % cancel_interval == 0 && cancelled())
            break;
        count((*cache)->step(request), request, result);
    }
    result.policy_bytes = (*cache)->policy().memory_bytes();
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

} // namespace bsc

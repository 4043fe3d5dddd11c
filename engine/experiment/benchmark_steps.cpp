#include "engine/experiment/benchmark_steps.h"

#include "engine/experiment/default_replay.h"
#include "engine/experiment/hamming.h"
#include "engine/experiment/memory.h"
#include "engine/experiment/projection.h"

#include <array>

namespace bsc {
namespace {

/// The scales the success criteria name.
constexpr std::size_t evict_entries = 10'000, memory_entries = 100'000;
constexpr std::size_t quick_rounds = 20, quick_repeats = 200;
constexpr unsigned usual_dim = 384;

struct Expected {
    double full, quick; ///< seconds
};
constexpr Expected projection_time{1, 0.3}, hamming_time{60, 8}, memory_time{12, 12},
    eviction_time{60, 20};
constexpr double seconds_a_replayed_request = 60e-6;

/// Microseconds a request of a trace costs a policy.
struct PolicyPace {
    std::string_view policy;
    double us;
};
constexpr std::array<PolicyPace, 5> slower{
    {{"mmr", 40}, {"cluster", 25}, {"sage", 12}, {"s-arc", 12}, {clairvoyant_name, 30}}};
constexpr double usual_us = 6;

Result<ExperimentResult> default_replay(const BenchmarkPlan& plan, std::uint64_t requests,
                                        const Embedder& embedder, const RowsSource& rows,
                                        const ExperimentProgress& progress) {
    auto from_start = rows();
    if (!from_start)
        return tl::unexpected(from_start.error());
    DefaultReplayExperiment experiment{.workload = plan.workload, .requests = requests};
    experiment.replay.max_requests = plan.requests;
    return run_default_replay(**from_start, embedder, experiment, progress);
}

ProjectionExperiment projection(const BenchmarkPlan& plan, unsigned dim) {
    ProjectionExperiment experiment{.dims = {dim == 0 ? usual_dim : dim},
                                    .bits = {default_code_bits}};
    if (plan.quick)
        experiment.repeats = quick_repeats, experiment.batch_repeats = 3;
    return experiment;
}

HammingExperiment hamming(const BenchmarkPlan& plan) {
    HammingExperiment experiment;
    if (plan.quick)
        experiment.entries = {1'000, 10'000, 100'000}, experiment.repeats = quick_repeats;
    return experiment;
}

MemoryExperiment memory(const BenchmarkPlan& plan, unsigned dim) {
    MemoryExperiment experiment;
    experiment.cache_dim = dim == 0 ? usual_dim : dim;
    experiment.dims = {experiment.cache_dim};
    experiment.bits = {default_code_bits};
    experiment.entries = {memory_entries};
    experiment.probe_arguments = plan.probe_arguments;
    return experiment;
}

EvictionExperiment eviction_cost(const BenchmarkPlan& plan) {
    EvictionExperiment experiment;
    experiment.policies = plan.policies;
    experiment.cost_entries = {evict_entries};
    if (plan.quick)
        experiment.cost_rounds = quick_rounds;
    return experiment;
}

} // namespace

std::vector<BenchmarkStep> benchmark_steps(const BenchmarkPlan& plan, std::uint64_t requests,
                                           const Embedder& embedder, const RowsSource& rows) {
    const auto expected = step_seconds(plan, requests);
    std::vector<BenchmarkStep> steps{
        {"default replay", expected[0], [=, &plan, &embedder, &rows](const auto& progress) {
             return default_replay(plan, requests, embedder, rows, progress);
         }}};
    if (!plan.engine)
        return steps;
    const unsigned dim = embedder.identity().dim;
    steps.push_back({"projection", expected[1], [&plan, dim](const auto& progress) {
                         return run_projection(projection(plan, dim), progress);
                     }});
    steps.push_back({"memory", expected[2], [&plan, dim](const auto& progress) {
                         return run_memory(memory(plan, dim), progress);
                     }});
    steps.push_back({"eviction", expected[3], [&plan](const auto& progress) {
                         return run_eviction(eviction_cost(plan), progress);
                     }});
    steps.push_back({"hamming", expected[4], [&plan](const auto& progress) {
                         return run_hamming(hamming(plan), progress);
                     }});
    return steps;
}

std::vector<double> step_seconds(const BenchmarkPlan& plan, std::uint64_t requests) {
    std::vector<double> seconds{seconds_a_replayed_request * static_cast<double>(requests)};
    if (plan.engine)
        for (const Expected& step : {projection_time, memory_time, eviction_time, hamming_time})
            seconds.push_back(plan.quick ? step.quick : step.full);
    return seconds;
}

double cell_seconds(std::string_view policy, std::uint64_t requests) {
    double us = usual_us;
    for (const PolicyPace& pace : slower)
        if (pace.policy == policy)
            us = pace.us;
    return us * 1e-6 * static_cast<double>(requests);
}

} // namespace bsc

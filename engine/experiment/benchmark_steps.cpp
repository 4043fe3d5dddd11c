#include "engine/experiment/benchmark_steps.h"

#include "engine/experiment/benchmark_sizes.h"
#include "engine/experiment/default_replay.h"
#include "engine/experiment/hamming.h"
#include "engine/experiment/memory.h"
#include "engine/experiment/projection.h"

namespace bsc {
namespace {

constexpr std::size_t quick_rounds = 20, quick_repeats = 200;
constexpr unsigned usual_dim = 384;

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
    experiment.probe_program = plan.probe_program;
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
    std::vector<BenchmarkStep> steps{
        {std::string(default_replay_name), [=, &plan, &embedder, &rows](const auto& progress) {
             return default_replay(plan, requests, embedder, rows, progress);
         }}};
    if (!plan.engine)
        return steps;
    const unsigned dim = embedder.identity().dim;
    steps.push_back({"projection", [&plan, dim](const auto& progress) {
                         return run_projection(projection(plan, dim), progress);
                     }});
    steps.push_back({"memory", [&plan, dim](const auto& progress) {
                         return run_memory(memory(plan, dim), progress);
                     }});
    steps.push_back({"eviction", [&plan](const auto& progress) {
                         return run_eviction(eviction_cost(plan), progress);
                     }});
    steps.push_back({"hamming", [&plan](const auto& progress) {
                         return run_hamming(hamming(plan), progress);
                     }});
    return steps;
}

std::vector<std::string> step_names(const BenchmarkPlan& plan) {
    if (!plan.engine)
        return {std::string(default_replay_name)};
    return {std::string(default_replay_name), "projection", "memory", "eviction", "hamming"};
}

} // namespace bsc

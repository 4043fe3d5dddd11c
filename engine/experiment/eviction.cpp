#include "engine/experiment/eviction.h"

#include "engine/experiment/eviction_cost.h"
#include "engine/experiment/eviction_tables.h"
#include "engine/experiment/lists.h"

#include <algorithm>
#include <chrono>

namespace bsc {
namespace {

constexpr std::string_view reference = "lru";
constexpr std::size_t cost_batch = 100;
/// 256-bit code, prompt and bookkeeping, and an answer of 1 KB.
constexpr double entry_bytes = 32 + 100 + 1024;

Result<void> check(const EvictionExperiment& experiment, const std::vector<std::string>& policies) {
    if (experiment.workloads.empty() && experiment.cost_entries.empty())
        return fail(ErrorCode::invalid_argument,
                    "An eviction experiment needs at least one workload.");
    if (experiment.seeds.empty() || experiment.jobs == 0 || experiment.capacities.empty())
        return fail(ErrorCode::invalid_argument,
                    "An eviction experiment needs at least one seed, one capacity and one job.");
    for (const EvictionCapacity& capacity : experiment.capacities)
        if (!(capacity.percent > 0 && capacity.percent <= 100) &&
            (capacity.percent != 0 || capacity.entries == 0))
            return fail(ErrorCode::invalid_argument,
                        "A capacity is over 0 to 100 %, or at least 1 entry.");
    for (const EvictionCapacity& capacity : experiment.capacities)
        if (experiment.batch == 0 || (capacity.percent == 0 && experiment.batch > capacity.entries))
            return fail(
                ErrorCode::invalid_argument,
                fmt::format(
                    "The eviction batch of {} must be at least 1 and no larger than a capacity.",
                    experiment.batch));
    if (!experiment.cost_entries.empty() && experiment.cost_rounds == 0)
        return fail(ErrorCode::invalid_argument, "Eviction costs need at least one round.");
    for (const std::size_t entries : experiment.cost_entries)
        if (entries < cost_batch)
            return fail(ErrorCode::invalid_argument,
                        fmt::format("Eviction costs are measured from {} entries up.", cost_batch));
    for (const std::string& policy : policies) {
        PolicyConfig config{.max_entries = 1,
                            .bits = default_code_bits,
                            .radius = [] { return 0U; },
                            .live = [](EntryId) -> const CacheEntry* { return nullptr; },
                            .settings = experiment.settings};
        if (auto made = make_policy(policy, std::move(config)); !made)
            return tl::unexpected(made.error());
    }
    return {};
}

/// Those asked for, LRU first, none twice.
std::vector<std::string> policies_of(const EvictionExperiment& experiment) {
    std::vector<std::string> chosen{std::string(reference)};
    const auto add = [&](std::string_view name) {
        if (std::ranges::find(chosen, name) == chosen.end())
            chosen.emplace_back(name);
    };
    for (const std::string& name : experiment.policies)
        add(name);
    if (experiment.policies.empty())
        for (const std::string_view name : policy_names())
            add(name);
    return chosen;
}

ResultTable cost_table() {
    return {.name = "cost",
            .columns = {{"entries", ""},
                        {"policy", ""},
                        {"batch_p50", "us", 1},
                        {"batch_p99", "us", 1},
                        {"miss_p50", "us", 2},
                        {"miss_p99", "us", 2},
                        {"hit_p50", "ns", 1},
                        {"policy_bytes_per_entry", "bytes", 0},
                        {"share_of_entry", "%", 1},
                        {"evicted_before", ""}},
            .rows = {},
            .notes = {"The policy's own work in a full cache, without look-ups; evicted_before "
                      "entries passed through it first, to fill ghost lists.",
                      fmt::format("batch: choosing and dropping {} victims. miss: one victim and "
                                  "one new entry. hit: a policy's note of a use, {} at once.",
                                  cost_batch, EvictionCost::hits_at_once),
                      fmt::format("share_of_entry: of the {:.0f} bytes of code, prompt, "
                                  "bookkeeping and a 1 KB answer.",
                                  entry_bytes)}};
}

double us(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

Result<void> add_costs(ResultTable& table, const EvictionExperiment& experiment,
                       const std::vector<std::string>& policies, ExperimentRun& run) {
    for (const std::size_t entries : experiment.cost_entries)
        for (const std::string& policy : policies) {
            if (!run.next(fmt::format("cost of {} at {} entries", policy, entries)))
                return {};
            const auto cost = measure_eviction_cost({.policy = policy,
                                                     .settings = experiment.settings,
                                                     .entries = entries,
                                                     .batch = cost_batch,
                                                     .rounds = experiment.cost_rounds},
                                                    [&] { return !run.go_on(); });
            if (!cost)
                return tl::unexpected(cost.error());
            if (run.stopped())
                return {};
            const double bytes =
                static_cast<double>(cost->policy_bytes) / static_cast<double>(entries);
            table.rows.push_back({static_cast<std::int64_t>(entries), policy,
                                  us(cost->batch.quantile(0.5)), us(cost->batch.quantile(0.99)),
                                  us(cost->miss.quantile(0.5)), us(cost->miss.quantile(0.99)),
                                  1000 * us(cost->hits.quantile(0.5)) / EvictionCost::hits_at_once,
                                  bytes, 100 * bytes / entry_bytes,
                                  static_cast<std::int64_t>(cost->evicted_before)});
        }
    return {};
}

void add_settings(ExperimentRun& run, const EvictionExperiment& experiment,
                  const std::vector<std::string>& policies) {
    std::vector<std::string> workloads, capacities;
    for (const EvictionWorkload& workload : experiment.workloads)
        workloads.push_back(fmt::format("{} (radius {})", workload.name, workload.radius));
    for (const EvictionCapacity& capacity : experiment.capacities)
        capacities.push_back(text_of(capacity));
    run.setting("policies", joined(policies));
    if (!workloads.empty()) {
        run.setting("workloads", fmt::format("{}", fmt::join(workloads, ", ")));
        run.setting("capacities", fmt::format("{}", fmt::join(capacities, ", ")));
        run.setting("seeds", joined(experiment.seeds));
        run.setting("batch", static_cast<std::int64_t>(experiment.batch));
    }
    if (!experiment.cost_entries.empty())
        run.setting("cost_rounds", static_cast<std::int64_t>(experiment.cost_rounds));
    run.setting("lambda", static_cast<double>(experiment.settings.lambda));
    run.setting("clusters", static_cast<std::int64_t>(experiment.settings.clusters));
    run.setting("ghosts_per_entry", static_cast<double>(experiment.settings.ghosts_per_entry));
    run.setting("cost_weight", static_cast<double>(experiment.settings.cost_weight));
}

} // namespace

Result<ExperimentResult> run_eviction(const EvictionExperiment& experiment,
                                      const ExperimentProgress& progress) {
    const std::vector<std::string> policies = policies_of(experiment);
    if (auto ok = check(experiment, policies); !ok)
        return tl::unexpected(ok.error());
    ExperimentRun run("eviction",
                      experiment.cost_entries.size() * policies.size() +
                          experiment.workloads.size() * experiment.seeds.size(),
                      progress);
    add_settings(run, experiment, policies);
    ResultTable costs = cost_table();
    if (auto ok = add_costs(costs, experiment, policies, run); !ok)
        return tl::unexpected(ok.error());
    Result<EvictionGrid> grid;
    if (!run.stopped())
        grid = simulate_grid(experiment, policies, run);
    if (!grid)
        return tl::unexpected(grid.error());
    std::vector<ResultTable> tables;
    if (!experiment.cost_entries.empty())
        tables.push_back(std::move(costs));
    if (!experiment.workloads.empty()) {
        EarningsTables earnings = earnings_tables(experiment, policies, *grid);
        tables.push_back(std::move(earnings.rates));
        tables.push_back(std::move(earnings.verdicts));
    }
    return std::move(run).finish(std::move(tables));
}

} // namespace bsc

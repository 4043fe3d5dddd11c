#include "engine/experiment/eviction.h"

#include "engine/experiment/eviction_cost.h"
#include "engine/experiment/eviction_grid.h"
#include "engine/experiment/lists.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace bsc {
namespace {

constexpr std::string_view reference = "lru";
constexpr std::size_t cost_batch = 100;
/// 256-bit code, prompt and bookkeeping, and an answer of 1 KB.
constexpr double entry_bytes = 32 + 100 + 1024;

tl::unexpected<Error> bad(std::string text) {
    return fail(ErrorCode::invalid_argument, std::move(text));
}

Result<void> check(const EvictionExperiment& experiment, const std::vector<std::string>& policies) {
    if (experiment.workloads.empty())
        return bad("An eviction experiment needs at least one workload.");
    if (experiment.seeds.empty() || experiment.jobs == 0 || experiment.capacities.empty())
        return bad("An eviction experiment needs at least one seed, one capacity and one job.");
    for (const EvictionCapacity& capacity : experiment.capacities)
        if (!(capacity.percent > 0 && capacity.percent <= 100) &&
            (capacity.percent != 0 || capacity.entries == 0))
            return bad("A capacity is over 0 to 100 %, or at least 1 entry.");
    for (const EvictionCapacity& capacity : experiment.capacities)
        if (experiment.batch == 0 || (capacity.percent == 0 && experiment.batch > capacity.entries))
            return bad(fmt::format(
                "The eviction batch of {} must be at least 1 and no larger than a capacity.",
                experiment.batch));
    if (!experiment.cost_entries.empty() && experiment.cost_rounds == 0)
        return bad("Eviction costs need at least one round.");
    for (const std::size_t entries : experiment.cost_entries)
        if (entries < cost_batch)
            return bad(fmt::format("Eviction costs are measured from {} entries up.", cost_batch));
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

/// Mean and spread between seeds.
class Sample {
  public:
    void add(double value) { values_.push_back(value); }
    Cell mean() const {
        if (values_.empty())
            return {};
        return value();
    }
    double value() const {
        double sum = 0;
        for (const double x : values_)
            sum += x;
        return sum / static_cast<double>(values_.size());
    }
    /// Standard deviation; nothing from fewer than two seeds.
    Cell spread() const {
        if (values_.size() < 2)
            return {};
        double sum = 0;
        for (const double x : values_)
            sum += (x - value()) * (x - value());
        return std::sqrt(sum / static_cast<double>(values_.size() - 1));
    }
    bool empty() const { return values_.empty(); }

  private:
    std::vector<double> values_;
};

double share(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// What one policy earned with one capacity of one workload, over the seeds. Gains are taken seed
/// by seed, so that they do not carry the traces' own differences.
struct Earnings {
    Sample entries, hits, wrong, tokens, gain, gap;

    void add(const EvictionCell& cell, std::uint64_t policy_hits) {
        const double lru = share(cell.by_policy[0].hits, cell.requests);
        const double most = share(cell.most_hits, cell.requests);
        const double own = share(policy_hits, cell.requests);
        entries.add(static_cast<double>(cell.entries));
        hits.add(own);
        if (lru > 0)
            gain.add(100 * (own / lru - 1));
        if (most > lru)
            gap.add(100 * (own - lru) / (most - lru));
    }
    void add(const EvictionCell& cell, const SimulationResult& result) {
        add(cell, result.hits);
        if (result.judged_hits > 0)
            wrong.add(share(result.wrong_hits, result.judged_hits));
        if (result.requested_tokens > 0)
            tokens.add(share(result.saved_tokens, result.requested_tokens));
    }
};

std::string text_of(const EvictionCapacity& capacity) {
    return capacity.percent == 0 ? fmt::format("{}", capacity.entries)
                                 : fmt::format("{} %", capacity.percent);
}

ResultTable hit_rate_table() {
    return {
        .name = "hit rate",
        .columns = {{"workload", ""},
                    {"capacity", ""},
                    {"entries", "", 0},
                    {"policy", ""},
                    {"hit_rate", "share", 4},
                    {"hit_rate_sd", "share", 4},
                    {"wrong_hit_rate", "share", 4},
                    {"wrong_hit_rate_sd", "share", 4},
                    {"tokens_saved", "share", 4},
                    {"gain", "% over lru", 1},
                    {"gain_sd", "%", 1},
                    {"gap_closed", "%", 1}},
        .rows = {},
        .notes = {"Cold start included. wrong_hit_rate is the share of the judged hits that a "
                  "prompt of another class answered.",
                  "gain and gap_closed are means over the seeds of each seed's own figure; sd is "
                  "the standard deviation between seeds, which vary synthetic traces and, of real "
                  "ones, the projection.",
                  "clairvoyant knows the future (Belady with bypass, by what no other entry "
                  "covers); gap_closed is the share of the way from lru to it."}};
}

ResultTable verdict_table() {
    return {.name = "verdict",
            .columns = {{"workload", ""},
                        {"policy", ""},
                        {"gain", "% over lru", 1},
                        {"least", "%", 1},
                        {"most", "%", 1},
                        {"gap_closed", "%", 1},
                        {"verdict", ""}},
            .rows = {},
            .notes = {"Means over the capacities; least and most are single capacities."}};
}

std::string verdict_on(double gain) {
    if (gain >= 10)
        return "passes +10 %";
    return gain >= 5 ? "+5 to +10 %" : "below +5 %: ship lru";
}

void add_verdict(ResultTable& table, const std::string& workload, const std::string& policy,
                 const std::vector<Earnings>& by_capacity) {
    Sample gain, gap;
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (const Earnings& earned : by_capacity) {
        if (!earned.gain.empty()) {
            gain.add(earned.gain.value());
            least = std::min(least, earned.gain.value());
            most = std::max(most, earned.gain.value());
        }
        if (!earned.gap.empty())
            gap.add(earned.gap.value());
    }
    if (!gain.empty())
        table.rows.push_back(
            {workload, policy, gain.mean(), least, most, gap.mean(), verdict_on(gain.value())});
}

void add_rows(ResultTable& rates, ResultTable& verdicts, const EvictionExperiment& experiment,
              const std::vector<std::string>& policies, const EvictionGrid& grid) {
    for (std::size_t w = 0; w < grid.size(); ++w) {
        const std::string& workload = experiment.workloads[w].name;
        const std::size_t capacities = experiment.capacities.size();
        const std::size_t contenders = policies.size() + 1; // the last one is clairvoyant
        std::vector<std::vector<Earnings>> earned(contenders, std::vector<Earnings>(capacities));
        for (const std::vector<EvictionCell>& cells : grid[w])
            for (std::size_t c = 0; c < cells.size(); ++c) {
                for (std::size_t p = 0; p < policies.size(); ++p)
                    earned[p][c].add(cells[c], cells[c].by_policy[p]);
                earned.back()[c].add(cells[c], cells[c].most_hits);
            }
        for (std::size_t c = 0; c < capacities; ++c)
            for (std::size_t p = 0; p < contenders; ++p) {
                const Earnings& e = earned[p][c];
                if (!e.hits.empty())
                    rates.rows.push_back(
                        {workload, text_of(experiment.capacities[c]), e.entries.mean(),
                         p < policies.size() ? policies[p] : "clairvoyant", e.hits.mean(),
                         e.hits.spread(), e.wrong.mean(), e.wrong.spread(), e.tokens.mean(),
                         e.gain.mean(), e.gain.spread(), e.gap.mean()});
            }
        for (std::size_t p = 1; p < policies.size(); ++p)
            add_verdict(verdicts, workload, policies[p], earned[p]);
    }
}

ResultTable cost_table() {
    return {.name = "cost",
            .columns = {{"entries", ""},
                        {"policy", ""},
                        {"batch_p50", "us", 1},
                        {"batch_p99", "us", 1},
                        {"miss_p50", "us", 2},
                        {"miss_p99", "us", 2},
                        {"hit_mean", "ns", 1},
                        {"policy_bytes_per_entry", "bytes", 0},
                        {"share_of_entry", "%", 1},
                        {"evicted_before", ""}},
            .rows = {},
            .notes = {"The policy's own work in a full cache, without look-ups; evicted_before "
                      "entries passed through it first, to fill ghost lists.",
                      fmt::format("batch: choosing and dropping {} victims. miss: one victim and "
                                  "one new entry. hit: a policy's note of a use.",
                                  cost_batch),
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
                                                     .rounds = experiment.cost_rounds});
            if (!cost)
                return tl::unexpected(cost.error());
            const double bytes =
                static_cast<double>(cost->policy_bytes) / static_cast<double>(entries);
            table.rows.push_back({static_cast<std::int64_t>(entries), policy,
                                  us(cost->batch.quantile(0.5)), us(cost->batch.quantile(0.99)),
                                  us(cost->miss.quantile(0.5)), us(cost->miss.quantile(0.99)),
                                  cost->hit_ns, bytes, 100 * bytes / entry_bytes,
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
    run.setting("workloads", fmt::format("{}", fmt::join(workloads, ", ")));
    run.setting("policies", joined(policies));
    run.setting("capacities", fmt::format("{}", fmt::join(capacities, ", ")));
    run.setting("seeds", joined(experiment.seeds));
    run.setting("batch", static_cast<std::int64_t>(experiment.batch));
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
    ResultTable costs = cost_table(), rates = hit_rate_table(), verdicts = verdict_table();
    if (auto ok = add_costs(costs, experiment, policies, run); !ok)
        return tl::unexpected(ok.error());
    if (!run.stopped()) {
        const auto grid = simulate_grid(experiment, policies, run);
        if (!grid)
            return tl::unexpected(grid.error());
        add_rows(rates, verdicts, experiment, policies, *grid);
    }
    std::vector<ResultTable> tables;
    if (!experiment.cost_entries.empty())
        tables.push_back(std::move(costs));
    tables.push_back(std::move(rates));
    tables.push_back(std::move(verdicts));
    return std::move(run).finish(std::move(tables));
}

} // namespace bsc

#include "engine/experiment/eviction_tables.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace bsc {
namespace {

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
    Sample entries, lru_hits, hits, wrong, tokens, gain, gap;

    void add(const EvictionCell& cell, std::uint64_t policy_hits) {
        const double lru = share(cell.by_policy[0].hits, cell.requests);
        const double most = share(cell.most_hits, cell.requests);
        const double own = share(policy_hits, cell.requests);
        entries.add(static_cast<double>(cell.entries));
        lru_hits.add(static_cast<double>(cell.by_policy[0].hits));
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
    return {
        .name = "verdict",
        .columns = {{"workload", ""},
                    {"policy", ""},
                    {"gain", "% over lru", 1},
                    {"least", "%", 1},
                    {"most", "%", 1},
                    {"gap_closed", "%", 1},
                    {"verdict", ""}},
        .rows = {},
        .notes = {
            "Means over the capacities at which lru has enough hits (100) to compare with; least "
            "and most are single ones of them."}};
}

/// With fewer, a gain says little.
constexpr double enough_hits = 100;

std::string verdict_on(double gain) {
    if (gain >= 10)
        return "passes +10 %";
    return gain >= 5 ? "+5 to +10 %" : "below +5 %: ship lru";
}

void add_verdict(ResultTable& table, const std::string& workload, const std::string& policy,
                 const std::vector<Earnings>& by_capacity) {
    if (by_capacity.front().hits.empty())
        return; // the run was stopped before
    Sample gain, gap;
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (const Earnings& earned : by_capacity) {
        if (earned.lru_hits.value() < enough_hits)
            continue;
        gain.add(earned.gain.value());
        least = std::min(least, earned.gain.value());
        most = std::max(most, earned.gain.value());
        if (!earned.gap.empty())
            gap.add(earned.gap.value());
    }
    if (gain.empty())
        table.rows.push_back({workload, policy, {}, {}, {}, {}, "too few hits to tell"});
    else
        table.rows.push_back(
            {workload, policy, gain.mean(), least, most, gap.mean(), verdict_on(gain.value())});
}

} // namespace

std::string text_of(const EvictionCapacity& capacity) {
    return capacity.percent == 0 ? fmt::format("{}", capacity.entries)
                                 : fmt::format("{} %", capacity.percent);
}

EarningsTables earnings_tables(const EvictionExperiment& experiment,
                               const std::vector<std::string>& policies, const EvictionGrid& grid) {
    EarningsTables tables{hit_rate_table(), verdict_table()};
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
                    tables.rates.rows.push_back(
                        {workload, text_of(experiment.capacities[c]), e.entries.mean(),
                         p < policies.size() ? policies[p] : "clairvoyant", e.hits.mean(),
                         e.hits.spread(), e.wrong.mean(), e.wrong.spread(), e.tokens.mean(),
                         e.gain.mean(), e.gain.spread(), e.gap.mean()});
            }
        for (std::size_t p = 1; p < policies.size(); ++p)
            add_verdict(tables.verdicts, workload, policies[p], earned[p]);
    }
    return tables;
}

} // namespace bsc

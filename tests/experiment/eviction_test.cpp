#include "engine/experiment/eviction.h"
#include "engine/experiment/eviction_cost.h"
#include "engine/replay/clairvoyant.h"
#include "engine/replay/simulate.h"
#include "engine/replay/synthetic.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bsc {
namespace {

using testing::HasSubstr;

EvictionWorkload small_workload(std::string name = "small") {
    return {name, 38, [name](std::uint64_t seed) {
                return synthetic_trace(name, {.requests = 6'000,
                                              .seed = seed,
                                              .classes = 500,
                                              .topics = 10,
                                              .zipf = 0.9,
                                              .one_offs = 0.3});
            }};
}

EvictionExperiment small_experiment() {
    EvictionExperiment experiment;
    experiment.workloads = {small_workload()};
    experiment.policies = {"sage"};
    experiment.capacities = {{.percent = 5}, {.entries = 40}};
    experiment.seeds = {1, 2};
    experiment.cost_entries.clear();
    return experiment;
}

const ResultTable& table_of(const ExperimentResult& result, std::string_view name) {
    const auto at = std::ranges::find(result.tables, name, &ResultTable::name);
    EXPECT_NE(at, result.tables.end()) << name;
    return *at;
}

/// The cell of a row whose leading texts are these.
Cell cell(const ResultTable& table, const std::vector<std::string>& where,
          std::string_view column) {
    const auto at = std::ranges::find(table.columns, column, &Column::name);
    EXPECT_NE(at, table.columns.end()) << column;
    for (const auto& row : table.rows) {
        EXPECT_EQ(row.size(), table.columns.size());
        if (std::ranges::all_of(where, [&](const std::string& text) {
                return std::ranges::find(row, Cell(text)) != row.end();
            }))
            return row[static_cast<std::size_t>(at - table.columns.begin())];
    }
    ADD_FAILURE() << "no row of " << where.front();
    return {};
}
double number(const ResultTable& table, const std::vector<std::string>& where,
              std::string_view column) {
    const Cell found = cell(table, where, column);
    return std::holds_alternative<double>(found) ? std::get<double>(found) : NAN;
}

TEST(EvictionExperiment, ReportsWhatTheSimulationsSay) {
    const auto experiment = small_experiment();
    const auto result = run_eviction(experiment);
    ASSERT_TRUE(result) << result.error().text;
    const ResultTable& rates = table_of(*result, "hit rate");
    EXPECT_EQ(rates.rows.size(), 2u * 3u) << "lru, sage and clairvoyant at two capacities";

    std::vector<double> lru, sage, most;
    for (const std::uint64_t seed : experiment.seeds) {
        const auto trace = *experiment.workloads[0].trace(seed);
        lru.push_back(simulate(trace, {.policy = "lru", .capacity = 40})->hit_rate());
        sage.push_back(simulate(trace, {.policy = "sage", .capacity = 40})->hit_rate());
        most.push_back(static_cast<double>(Clairvoyant::prepare(trace, 38)->hits(40)) / 6'000);
    }
    const auto mean = [](double a, double b) { return (a + b) / 2; };
    EXPECT_NEAR(number(rates, {"40", "lru"}, "hit_rate"), mean(lru[0], lru[1]), 1e-12);
    EXPECT_NEAR(number(rates, {"40", "sage"}, "hit_rate"), mean(sage[0], sage[1]), 1e-12);
    EXPECT_NEAR(number(rates, {"40", "sage"}, "hit_rate_sd"),
                std::abs(sage[0] - sage[1]) / std::sqrt(2), 1e-12);
    EXPECT_NEAR(number(rates, {"40", "clairvoyant"}, "hit_rate"), mean(most[0], most[1]), 1e-12);
    EXPECT_NEAR(number(rates, {"40", "sage"}, "gain"),
                100 * mean(sage[0] / lru[0] - 1, sage[1] / lru[1] - 1), 1e-9);
    EXPECT_NEAR(number(rates, {"40", "sage"}, "gap_closed"),
                100 * mean((sage[0] - lru[0]) / (most[0] - lru[0]),
                           (sage[1] - lru[1]) / (most[1] - lru[1])),
                1e-9);
    EXPECT_EQ(number(rates, {"40", "clairvoyant"}, "gap_closed"), 100);
    EXPECT_EQ(number(rates, {"40", "lru"}, "gain"), 0);
    EXPECT_TRUE(std::holds_alternative<double>(cell(rates, {"40", "sage"}, "wrong_hit_rate")));

    const ResultTable& verdicts = table_of(*result, "verdict");
    ASSERT_EQ(verdicts.rows.size(), 1u);
    const double gain = number(verdicts, {"sage"}, "gain");
    EXPECT_NEAR(gain,
                mean(number(rates, {"5 %", "sage"}, "gain"), number(rates, {"40", "sage"}, "gain")),
                1e-9);
    EXPECT_GT(gain, 10);
    EXPECT_EQ(cell(verdicts, {"sage"}, "verdict"), Cell("passes +10 %"));
}

TEST(EvictionExperiment, DoesNotDependOnTheNumberOfThreads) {
    auto experiment = small_experiment();
    experiment.workloads.push_back(small_workload("again"));
    experiment.policies = {"s-arc", "lfu"};
    experiment.jobs = 1;
    const auto one = run_eviction(experiment);
    experiment.jobs = 3;
    const auto three = run_eviction(experiment);
    ASSERT_TRUE(one && three);
    for (std::size_t i = 0; i < one->tables.size(); ++i)
        EXPECT_EQ(one->tables[i].rows, three->tables[i].rows) << one->tables[i].name;
}

TEST(EvictionExperiment, CapacityFollowsInsertionsWhereClassesAreWide) {
    // Four classes, and every request a code of its own far from all others.
    EvictionExperiment experiment = small_experiment();
    experiment.workloads = {{"wide", 38, [](std::uint64_t seed) {
                                 auto trace = *synthetic_trace(
                                     "wide", {.requests = 1'000, .seed = seed, .one_offs = 1});
                                 for (CodeRequest& request : trace.requests)
                                     request.meaning %= 4;
                                 trace.classes = 4;
                                 return Result<CodeTrace>(std::move(trace));
                             }}};
    experiment.capacities = {{.percent = 10}};
    const auto result = run_eviction(experiment);
    ASSERT_TRUE(result) << result.error().text;
    EXPECT_EQ(number(table_of(*result, "hit rate"), {"10 %", "lru"}, "entries"), 100);
    EXPECT_EQ(cell(table_of(*result, "verdict"), {"sage"}, "verdict"),
              Cell("too few hits to tell"));
}

TEST(EvictionExperiment, StopsWhenTold) {
    auto experiment = small_experiment();
    experiment.seeds = {1, 2, 3, 4};
    std::vector<double> shares;
    const auto result = run_eviction(experiment, [&](double share, std::string_view) {
        shares.push_back(share);
        return shares.size() < 2;
    });
    ASSERT_TRUE(result);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
    EXPECT_THAT(table_of(*result, "hit rate").notes.back(), HasSubstr("Stopped"));
}

TEST(EvictionExperiment, RefusesWhatCannotBeMeasured) {
    const auto refused = [](auto&& change, const char* says) {
        auto experiment = small_experiment();
        change(experiment);
        const auto result = run_eviction(experiment);
        ASSERT_FALSE(result) << says;
        EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
        EXPECT_THAT(result.error().text, HasSubstr(says));
    };
    refused([](auto& e) { e.workloads.clear(); }, "at least one workload");
    refused([](auto& e) { e.seeds.clear(); }, "at least one seed");
    refused([](auto& e) { e.policies = {"random"}; }, "unknown eviction policy \"random\"");
    refused([](auto& e) { e.capacities = {{.percent = 101}}; }, "over 0 to 100 %");
    refused([](auto& e) { e.capacities = {{}}; }, "at least 1 entry");
    refused([](auto& e) { e.batch = 41; }, "batch of 41");
    refused([](auto& e) { e.settings.lambda = 1.5f; }, "lambda must be 0 to 1");
    refused([](auto& e) { e.cost_entries = {10}; }, "from 100 entries up");
    refused([](auto& e) { e.capacities = {{.percent = 0.2}}, e.batch = 30; }, "batch");
}

TEST(EvictionCost, EveryPolicyIsTimedAtItsFullSize) {
    for (const std::string_view policy : policy_names()) {
        const auto cost = measure_eviction_cost({.policy = std::string(policy),
                                                 .settings = {.ghosts_per_entry = 2},
                                                 .entries = 300,
                                                 .batch = 20,
                                                 .rounds = 3});
        ASSERT_TRUE(cost) << policy << ": " << cost.error().text;
        EXPECT_EQ(cost->batch.count(), 3u) << policy;
        EXPECT_GE(cost->evicted_before, 900u) << policy;
        EXPECT_GT(cost->miss.mean().count(), 0) << policy;
        EXPECT_EQ(cost->hits.count(), 3u) << policy;
        EXPECT_GT(cost->policy_bytes, 300u) << policy;
    }
    EXPECT_FALSE(measure_eviction_cost({.entries = 10, .batch = 11}));
    EXPECT_FALSE(measure_eviction_cost({.policy = "random"}));
}

} // namespace
} // namespace bsc

#include "app/cli/replay.h"
#include "app/cli/replay_plan.h"
#include "engine/experiment/cells.h"
#include "engine/replay/judged_pairs.h"
#include "engine/replay/what_if.h"

#include <algorithm>
#include <fmt/format.h>

namespace bsc::cli {
namespace {

template <class T>
T value_or_finish(Result<T> result) {
    if (!result)
        finish(tl::unexpected(result.error()));
    return std::move(*result);
}

ResultTable what_if_table(const WhatIf& found, unsigned bits) {
    ResultTable table{"what_if",
                      {{"radius", "bits"},
                       {"threshold", "similarity", 4},
                       {"hit_rate", "share", 4},
                       {"most_hits_possible", "share", 4},
                       {"judged_hits", ""},
                       {"wrong_hit_rate", "share", 4},
                       {"wrong_lower", "share", 4},
                       {"wrong_upper", "share", 4},
                       {"saved_tokens", ""},
                       {"saved", "USD", 4},
                       {"evictions", ""}},
                      {},
                      {"each radius is a replay of its own; wrong_lower to wrong_upper: 90 % "
                       "interval",
                       "most_hits_possible: requests with any earlier request within the radius; "
                       "no cache can hit more",
                       "saved: at list prices, of requests whose model has a price and whose "
                       "tokens are known"}};
    for (const WhatIfPoint& point : found.points) {
        const SimulationResult& result = point.result;
        const ShareInterval wrong = share_interval(result.wrong_hits, result.judged_hits);
        const auto share = [&](double value) { return result.judged_hits ? Cell(value) : Cell(); };
        table.rows.push_back(
            {std::int64_t{point.radius}, 1 - static_cast<double>(point.radius) / bits,
             result.hit_rate(),
             static_cast<double>(found.most_hits[point.radius]) /
                 static_cast<double>(std::max<std::uint64_t>(1, result.requests)),
             count_cell(result.judged_hits), share(wrong.share), share(wrong.lower),
             share(wrong.upper), count_cell(result.saved_tokens),
             result.priced_requests ? Cell(1e-9 * static_cast<double>(result.saved_nano_usd))
                                    : Cell(),
             count_cell(result.evictions)});
    }
    return table;
}

ResultTable promise_table(const ThresholdPromise& promise, unsigned per_cent, unsigned bits) {
    const RadiusBound* bound = promise.radius ? &promise.bounds[*promise.radius] : nullptr;
    ResultTable table{"promise",
                      {{"wrong_at_most", "share", 2},
                       {"radius", "bits"},
                       {"threshold", "similarity", 4},
                       {"labels_within", ""},
                       {"wrong_within", ""},
                       {"upper_bound", "share", 4},
                       {"labels", ""}},
                      {},
                      {}};
    const auto known = [&](auto value) { return bound ? Cell(value()) : Cell(); };
    table.rows.push_back({per_cent / 100.0, known([&] { return std::int64_t{bound->radius}; }),
                          known([&] { return 1 - static_cast<double>(bound->radius) / bits; }),
                          known([&] { return static_cast<std::int64_t>(bound->labels); }),
                          known([&] { return static_cast<std::int64_t>(bound->wrong); }),
                          known([&] { return bound->upper; }), count_cell(promise.labels)});
    if (promise.too_few_labels)
        table.notes.push_back(fmt::format("too few labels: {} right ones in a row would do, the "
                                          "workload gives {}",
                                          promise.labels_needed, promise.labels));
    else if (!bound)
        table.notes.push_back("no radius keeps the promise");
    table.notes.push_back("labels: each request's nearest earlier request, right when both are of "
                          "one class; 95 % confidence");
    return table;
}

} // namespace

void replay_what_if(const ReplayCommand& command, const BenchOutput& output) {
    ExperimentRun run("what-if", 1, {});
    const EncodedWorkload workload(command, output.progress());
    ReplayCommand at_any_radius = command;
    at_any_radius.lists.radii.clear();
    at_any_radius.lists.thresholds.clear();
    const std::vector<MatrixCell> plan = plan_of(at_any_radius, workload);
    if (plan.size() != 1)
        throw CommandFailed{Exit::usage, "--what-if and --promise take one encoder, width, "
                                         "capacity, policy and no adaptive rule."};
    const MatrixCell& cell = plan.front();
    const auto trace = value_or_finish(workload.trace(cell.encoder, cell.bits));
    std::vector<ResultTable> tables;
    if (command.what_if) {
        WhatIfOptions options;
        options.cache.policy = cell.policy;
        options.cache.settings = command.replay.cache.policy_settings;
        options.cache.batch = command.replay.cache.eviction_batch;
        options.cache.capacity = cell.capacity;
        options.radii = command.lists.radii;
        options.jobs = command.jobs;
        const ExperimentProgress progress = output.progress();
        tables.push_back(
            what_if_table(value_or_finish(what_if(*trace, options,
                                                  [&](std::size_t done, std::size_t total) {
                                                      if (progress)
                                                          progress(static_cast<double>(done) /
                                                                       static_cast<double>(total),
                                                                   "radii");
                                                  })),
                          cell.bits));
    }
    if (command.promise) {
        const auto labels = value_or_finish(judged_pairs(*trace));
        tables.push_back(
            promise_table(value_or_finish(promise_threshold(
                              labels, {.max_wrong = *command.promise / 100.0, .bits = cell.bits})),
                          *command.promise, cell.bits));
    }
    run.setting("workload", workload.name());
    run.setting("requests", count_cell(workload.requests()));
    run.setting("encoder", cell.encoder);
    run.setting("bits", std::int64_t{cell.bits});
    run.setting("capacity", count_cell(cell.capacity));
    run.setting("policy", cell.policy);
    run.setting("jobs", std::int64_t{command.jobs});
    output.write(std::move(run).finish(std::move(tables)));
}

} // namespace bsc::cli

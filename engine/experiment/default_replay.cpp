#include "engine/experiment/default_replay.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace bsc {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

constexpr std::uint64_t steps = 100;
constexpr int points_a_decade = 10;

Cell count(std::uint64_t number) { return static_cast<std::int64_t>(number); }

ResultTable decisions(const ReplayReport& report) {
    const ShareInterval hits = share_interval(report.hits(), report.requests);
    const ShareInterval wrong = report.wrong_share();
    const auto judged = [&](double share) { return report.judged_hits ? Cell(share) : Cell(); };
    Cell saved;
    if (report.requested_tokens > 0)
        saved =
            static_cast<double>(report.saved_tokens) / static_cast<double>(report.requested_tokens);
    return {.name = "decisions",
            .columns = {{"requests", ""},
                        {"hit_rate", "share", 4},
                        {"hit_lower", "share", 4},
                        {"hit_upper", "share", 4},
                        {"exact_hits", ""},
                        {"semantic_hits", ""},
                        {"judged_hits", ""},
                        {"wrong_hit_rate", "share", 4},
                        {"wrong_lower", "share", 4},
                        {"wrong_upper", "share", 4},
                        {"requested_tokens", ""},
                        {"saved_tokens", "share", 4},
                        {"entries", ""},
                        {"evictions", ""}},
            .rows = {{count(report.requests), report.hit_rate(), hits.lower, hits.upper,
                      count(report.exact_hits), count(report.semantic_hits),
                      count(report.judged_hits), judged(wrong.share), judged(wrong.lower),
                      judged(wrong.upper), count(report.requested_tokens), saved,
                      count(report.entries), count(report.evictions)}},
            .notes = {"lower to upper: 90 % interval; the wrong-hit rate is among hits whose "
                      "requests both have a class.",
                      "saved_tokens: share of the answers' tokens that came from the cache, where "
                      "the workload knows them."}};
}

ResultTable added(const ReplayReport& report) {
    ResultTable table{.name = "added latency",
                      .columns = {{"verdict", ""},
                                  {"samples", ""},
                                  {"mean", "us"},
                                  {"p50", "us"},
                                  {"p90", "us"},
                                  {"p99", "us"},
                                  {"p999", "us"},
                                  {"max", "us"}},
                      .rows = {},
                      .notes = {"hit: embedding, projection, look-up. miss: the insertion, too. "
                                "The proxy's work on the socket is not in it."}};
    for (const auto& [verdict, times] :
         {std::pair{"hit", &report.hit_time}, std::pair{"miss", &report.miss_time}}) {
        if (times->count() == 0)
            continue;
        const auto at = [&](double q) { return Microseconds(times->quantile(q)).count(); };
        table.rows.push_back({verdict, count(times->count()), Microseconds(times->mean()).count(),
                              at(0.5), at(0.9), at(0.99), at(0.999), at(1)});
    }
    return table;
}

/// The share of requests slower than each of a row of times, which end where no request is.
ResultTable tail(const ReplayReport& report) {
    ResultTable table{.name = "slower than",
                      .columns = {{"verdict", ""}, {"time", "us"}, {"share", "share", 6}},
                      .rows = {},
                      .notes = {}};
    for (const auto& [verdict, times] :
         {std::pair{"hit", &report.hit_time}, std::pair{"miss", &report.miss_time}})
        for (int step = 0; times->count() > 0; ++step) {
            const double us = std::pow(10.0, static_cast<double>(step) / points_a_decade);
            const double share = times->share_over(
                std::chrono::duration_cast<std::chrono::nanoseconds>(Microseconds(us)));
            if (share == 0)
                break;
            table.rows.push_back({verdict, us, share});
        }
    return table;
}

} // namespace

ReplayOptions DefaultReplayExperiment::default_options() {
    ReplayOptions options;
    options.content_gate = true;
    return options;
}

Result<ExperimentResult> run_default_replay(WorkloadRows& rows, const Embedder& embedder,
                                            const DefaultReplayExperiment& experiment,
                                            const ExperimentProgress& progress) {
    ExperimentRun run("default replay", steps, progress);
    const std::uint64_t every = std::max<std::uint64_t>(1, experiment.requests / steps);
    std::uint64_t announced = 0;
    const auto report = replay(rows, embedder, experiment.replay, [&](std::uint64_t requests) {
        for (; announced < steps && announced * every < requests; ++announced)
            if (!run.next(fmt::format("{} requests replayed", requests)))
                return false;
        return true;
    });
    if (!report)
        return tl::unexpected(report.error());
    run.setting("workload", experiment.workload);
    run.setting("encoder", report->encoder);
    run.setting("threshold", static_cast<double>(report->threshold));
    run.setting("radius", std::int64_t{report->radius});
    run.setting("bits", std::int64_t{report->bits});
    run.setting("capacity", count(experiment.replay.cache.max_entries));
    run.setting("policy", experiment.replay.cache.policy);
    run.setting("content_gate", experiment.replay.content_gate ? "on" : "off");
    return std::move(run).finish({decisions(*report), added(*report), tail(*report)});
}

} // namespace bsc

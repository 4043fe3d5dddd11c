#include "app/cli/encoder_options.h"
#include "app/cli/replay.h"
#include "app/cli/workload_source.h"
#include "engine/embed/factory.h"
#include "engine/experiment/cells.h"
#include "engine/traffic/live_replay.h"

#include <fmt/format.h>

namespace bsc::cli {
namespace {

Cell milliseconds(const DurationHistogram& times, double quantile) {
    if (times.count() == 0)
        return {};
    return std::chrono::duration<double, std::milli>(times.quantile(quantile)).count();
}

/// What both ways of replaying count.
struct Outcome {
    std::uint64_t requests, hits, exact_hits, judged_hits, wrong_hits, evictions;
};

std::vector<Cell> row_of(const char* through, const Outcome& outcome) {
    const auto share = [](std::uint64_t part, std::uint64_t whole) {
        return whole == 0 ? Cell() : static_cast<double>(part) / static_cast<double>(whole);
    };
    return {std::string(through),
            count_cell(outcome.requests),
            count_cell(outcome.hits),
            share(outcome.hits, outcome.requests),
            count_cell(outcome.exact_hits),
            count_cell(outcome.judged_hits),
            share(outcome.wrong_hits, outcome.judged_hits),
            count_cell(outcome.evictions)};
}

Outcome outcome_of(const SimulationResult& live) {
    return {live.requests,    live.hits,       live.exact_hits,
            live.judged_hits, live.wrong_hits, live.evictions};
}

Outcome outcome_of(const ReplayReport& engine) {
    return {engine.requests,    engine.hits(),     engine.exact_hits,
            engine.judged_hits, engine.wrong_hits, engine.evictions};
}

ResultTable compared(const Outcome& live, const Outcome& engine) {
    ResultTable table{"live_and_engine",
                      {{"through", ""},
                       {"requests", ""},
                       {"hits", ""},
                       {"hit_rate", "share", 4},
                       {"exact_hits", ""},
                       {"judged_hits", ""},
                       {"wrong_hit_rate", "share", 4},
                       {"evictions", ""}},
                      {row_of("proxy", live), row_of("engine", engine)},
                      {}};
    const auto apart =
        static_cast<std::int64_t>(live.hits) - static_cast<std::int64_t>(engine.hits);
    table.notes.push_back(
        apart == 0 ? "both hit equally often"
                   : fmt::format("{:+} hits through the proxy: requests under way together may "
                                 "miss each other's answers",
                                 apart));
    return table;
}

ResultTable times_of(const LiveReplayReport& live) {
    ResultTable table{
        "live_times",
        {{"time", ""}, {"count", ""}, {"p50", "ms", 3}, {"p90", "ms", 3}, {"p99", "ms", 3}},
        {},
        {}};
    const auto add = [&](const char* name, const DurationHistogram& times) {
        table.rows.push_back({std::string(name), count_cell(times.count()),
                              milliseconds(times, 0.5), milliseconds(times, 0.9),
                              milliseconds(times, 0.99)});
    };
    add("hit", live.hit_time);
    add("miss", live.miss_time);
    add("added by the proxy", live.added_time);
    if (live.late.count() > 0)
        add("sent late", live.late);
    if (live.errors > 0)
        table.notes.push_back(
            fmt::format("{} requests without an answer: {}", live.errors, live.error));
    return table;
}

} // namespace

void replay_live(const ReplayCommand& command, const BenchOutput& output) {
    ExperimentRun run("live replay", 1, {});
    EmbedderSettings encoder = command.encoder;
    if (!command.lists.encoders.empty())
        encoder.kind = *embedder_kind_of(command.lists.encoders.front());
    const auto embedder = open_encoder(encoder);
    ReplayOptions engine = single_options(command);
    engine.content_gate = true; // the proxy has it on

    LiveReplaySettings settings;
    settings.speed = command.live->speed;
    settings.connections = command.live->connections;
    settings.max_requests = engine.max_requests;
    settings.cache.cache = engine.cache;
    settings.cache.cache.threshold = engine.threshold.value_or(embedder->thresholds().balanced);
    settings.cache.second = engine.second;
    const ExperimentProgress progress = output.progress();
    WorkloadSource source = open_workload(command.workload, command.database);
    const auto live =
        live_replay(*source.rows, embedder, settings, [&](const SimulationResult& so_far) {
            if (progress)
                progress(0, fmt::format("{} requests, {:.1f} % hits", so_far.requests,
                                        100 * so_far.hit_rate()));
        });
    if (!live)
        finish(tl::unexpected(live.error()));
    source = open_workload(command.workload, command.database);
    const auto beside = replay(*source.rows, *embedder, engine);
    if (!beside)
        finish(tl::unexpected(beside.error()));

    run.setting("workload", source.name);
    run.setting("speed", settings.speed == 0 ? Cell(std::string("max")) : Cell(settings.speed));
    run.setting("connections", std::int64_t{settings.connections});
    run.setting("encoder", embedder->identity().text());
    run.setting("threshold", double{settings.cache.cache.threshold});
    run.setting("policy", engine.cache.policy);
    run.setting("capacity", static_cast<std::int64_t>(engine.cache.max_entries));
    output.write(std::move(run).finish(
        {compared(outcome_of(live->figures), outcome_of(*beside)), times_of(*live)}));
}

} // namespace bsc::cli

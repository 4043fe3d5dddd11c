#include "app/cli/replay.h"

#include "app/cli/encoder_options.h"
#include "app/cli/workload_source.h"
#include "engine/embed/factory.h"
#include "engine/replay/decision_sweep.h"

#include <algorithm>
#include <fmt/format.h>

namespace bsc::cli {
namespace {

std::vector<WorkloadRow> read(WorkloadRows& source, std::uint64_t most) {
    std::vector<WorkloadRow> rows;
    while (most == 0 || rows.size() < most) {
        auto row = source.next();
        if (!row)
            leave(Exit::failure, row.error());
        if (!*row)
            break;
        rows.push_back(std::move(**row));
    }
    return rows;
}

std::vector<float> steps(float from, float step) {
    std::vector<float> values;
    for (int i = 0; from + step * static_cast<float>(i) < 1 + step / 2; ++i)
        values.push_back(std::min(1.0f, from + step * static_cast<float>(i)));
    return values;
}

ResultTable table_of(const std::vector<DecisionPoint>& points, bool second) {
    ResultTable table{
        "what_if",
        {{second ? "second_minimum" : "threshold", second ? "score" : "similarity", 2},
         {"hit_rate", "share", 4},
         {"judged_hits", ""},
         {"wrong_hit_rate", "share", 4},
         {"wrong_lower", "share", 4},
         {"wrong_upper", "share", 4},
         {"evictions", ""}},
        {},
        {"each row is a replay through a real cache; wrong_lower to wrong_upper: 90 % "
         "interval"}};
    for (const DecisionPoint& point : points) {
        const ReplayReport& report = point.report;
        const ShareInterval wrong = report.wrong_share();
        const auto share = [&](double value) { return report.judged_hits ? Cell(value) : Cell(); };
        table.rows.push_back({static_cast<double>(point.at), report.hit_rate(),
                              static_cast<std::int64_t>(report.judged_hits), share(wrong.share),
                              share(wrong.lower), share(wrong.upper),
                              static_cast<std::int64_t>(report.evictions)});
    }
    return table;
}

/// The one value there may be.
template <class T, class Into>
void take_one(const std::vector<T>& list, const char* option, Into&& into) {
    if (list.size() > 1)
        throw CommandFailed{Exit::usage, fmt::format("{} takes one value here.", option)};
    if (!list.empty())
        into(list.front());
}

} // namespace

void replay_decisions(const ReplayCommand& command, const BenchOutput& output) {
    ExperimentRun run("what-if", 1, {});
    EmbedderSettings encoder = command.encoder;
    DecisionSweepOptions options;
    options.replay = command.replay;
    options.replay.max_requests = 0;
    options.jobs = command.jobs;
    take_one(command.lists.encoders, "--encoder",
             [&](const std::string& name) { encoder.kind = *embedder_kind_of(name); });
    take_one(command.lists.bits, "--bits",
             [&](unsigned bits) { options.replay.cache.bits = bits; });
    take_one(command.lists.policies, "--policy",
             [&](const std::string& policy) { options.replay.cache.policy = policy; });
    take_one(command.lists.capacities, "--capacity", [&](const std::string& capacity) {
        if (capacity.find_first_not_of("0123456789") != std::string::npos)
            throw CommandFailed{Exit::usage, "--capacity is a number of entries here."};
        options.replay.cache.max_entries = std::stoull(capacity);
    });
    const bool second = options.replay.second != SecondScore::Kind::off;
    options.at = second ? steps(0.60f, 0.02f) : steps(0.75f, 0.01f);
    if (!second && !command.lists.thresholds.empty())
        options.at = command.lists.thresholds;
    if (second)
        take_one(command.lists.thresholds, "--threshold",
                 [&](float threshold) { options.replay.threshold = threshold; });

    const auto embedder = open_encoder(encoder);
    const WorkloadSource source = open_workload(command.workload, command.database);
    const std::vector<WorkloadRow> rows = read(*source.rows, command.replay.max_requests);
    const ExperimentProgress progress = output.progress();
    const auto points =
        sweep_decisions(rows, *embedder, options, [&](std::size_t done, std::size_t total) {
            if (progress)
                progress(static_cast<double>(done) / static_cast<double>(total), "replays");
        });
    if (!points)
        finish(tl::unexpected(points.error()));
    run.setting("workload", source.name);
    run.setting("requests", static_cast<std::int64_t>(rows.size()));
    run.setting("encoder", embedder->identity().name);
    run.setting("content_gate", std::string(options.replay.content_gate ? "on" : "off"));
    run.setting("capacity", static_cast<std::int64_t>(options.replay.cache.max_entries));
    run.setting("policy", options.replay.cache.policy);
    output.write(std::move(run).finish({table_of(*points, second)}));
}

} // namespace bsc::cli

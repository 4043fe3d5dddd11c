#include "engine/traffic/stress.h"
#include "app/cli/bench.h"
#include "app/cli/encoder_options.h"
#include "app/cli/eviction_options.h"
#include "app/cli/workload_source.h"
#include "engine/replay/sample_workload.h"

#include <fmt/format.h>

namespace bsc::cli {
namespace {

struct StressOptions {
    StressSettings stress;
    EmbedderSettings encoder;
    std::optional<float> threshold;
    std::string workload;
    std::filesystem::path database;
};

constexpr std::size_t most_prompts = 200'000;

std::vector<WorkloadRow> prompts_of(const StressOptions& options) {
    if (options.workload.empty())
        return sample_workload();
    const WorkloadSource source = open_workload(options.workload, options.database);
    std::vector<WorkloadRow> prompts;
    while (prompts.size() < most_prompts) {
        auto row = source.rows->next();
        if (!row)
            leave(Exit::failure, row.error());
        if (!*row)
            break;
        prompts.push_back(std::move(**row));
    }
    return prompts;
}

std::vector<Cell> times(const char* name, const DurationHistogram& histogram) {
    std::vector<Cell> row{std::string(name), static_cast<std::int64_t>(histogram.count())};
    for (const double quantile : {0.5, 0.9, 0.99, 0.999, 1.0})
        row.push_back(histogram.count() == 0 ? Cell()
                                             : Cell(std::chrono::duration<double, std::milli>(
                                                        histogram.quantile(quantile))
                                                        .count()));
    return row;
}

ResultTable totals(const StressReport& report) {
    ResultTable table{
        "stress",
        {{"answers", ""},
         {"per_second", "1/s", 1},
         {"hit_rate", "share", 4},
         {"errors", ""},
         {"error_rate", "share", 4},
         {"took", "s", 2}},
        {{static_cast<std::int64_t>(report.requests),
          static_cast<double>(report.requests) / report.seconds,
          static_cast<double>(report.hits) / static_cast<double>(report.requests),
          static_cast<std::int64_t>(report.errors), report.error_rate(), report.seconds}},
        {}};
    for (const auto& [text, count] : report.error_texts)
        table.notes.push_back(fmt::format("{} times: {}", count, text));
    return table;
}

ResultTable latencies(const StressReport& report) {
    ResultTable table{"latency_under_load",
                      {{"time", ""},
                       {"count", ""},
                       {"p50", "ms", 3},
                       {"p90", "ms", 3},
                       {"p99", "ms", 3},
                       {"p99.9", "ms", 3},
                       {"largest", "ms", 3}},
                      {times("hit", report.hit_time), times("miss", report.miss_time)},
                      {"request to the last byte of its answer, as the client sees it"}};
    if (report.added_time.count() > 0)
        table.rows.push_back(times("added by the proxy", report.added_time));
    return table;
}

ResultTable seconds(const StressReport& report) {
    ResultTable table{"by_second", {{"second", ""}, {"answers", ""}}, {}, {}};
    for (std::size_t second = 0; second < report.by_second.size(); ++second)
        table.rows.push_back({static_cast<std::int64_t>(second),
                              static_cast<std::int64_t>(report.by_second[second])});
    return table;
}

void run(StressOptions& options, const BenchOutput& output) {
    output.check();
    ExperimentRun run("stress", 1, {});
    const std::vector<WorkloadRow> prompts = prompts_of(options);
    std::shared_ptr<const Embedder> embedder;
    StressSettings& settings = options.stress;
    if (settings.url.empty()) {
        embedder = open_encoder(options.encoder);
        settings.cache.cache.threshold =
            options.threshold.value_or(embedder->thresholds().balanced);
        run.setting("encoder", embedder->identity().text());
    } else {
        run.setting("url", settings.url);
    }
    const ExperimentProgress progress = output.progress();
    const auto report = stress(prompts, embedder, settings, [&](double passed) {
        return !progress || progress(passed / settings.seconds, "under load");
    });
    if (!report)
        finish(tl::unexpected(report.error()));
    run.setting("clients", std::int64_t{settings.clients});
    run.setting("seconds", settings.seconds);
    run.setting("prompts", static_cast<std::int64_t>(prompts.size()));
    run.setting("workload", options.workload.empty() ? "sample" : options.workload);
    output.write_and_keep(
        std::move(run).finish({totals(*report), latencies(*report), seconds(*report)}));
}

} // namespace

void add_stress(CLI::App& app) {
    auto options = std::make_shared<StressOptions>();
    CLI::App* command = app.add_subcommand(
        "stress", "Many clients at a proxy for some time: latency under load, error rate");
    command->add_option("--url", options->stress.url,
                        "A running proxy on this machine, like http://127.0.0.1:8080 (default: one "
                        "of its own, an empty cache with the demo upstream)");
    command->add_option("--token", options->stress.token,
                        "The running proxy's local token, when it asks for one");
    command->add_option("--clients", options->stress.clients, "Each asks one request at a time")
        ->capture_default_str()
        ->check(CLI::Range(1, 4096));
    command->add_option("--seconds", options->stress.seconds, "For how long")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 86'400.0));
    command->add_option(
        "--workload", options->workload,
        "Whose prompts are sent, over and over: a file, or with --library a saved one "
        "(default: the sample)");
    auto output = std::make_shared<BenchOutput>(*command);
    output->add_save(*command);
    command->add_option("--library", options->database, "Database of the saved --workload");
    command
        ->add_option("--demo-latency", options->stress.demo_latency,
                     "Scale of its own demo upstream's delays; 0: none")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    command->add_option("--threshold", options->threshold, "Of its own proxy")
        ->check(CLI::Range(0.0, 1.0));
    add_eviction_options(*command, options->stress.cache.cache);
    add_encoder_options(*command, options->encoder);
    command->callback([options, output] { run(*options, *output); });
}

} // namespace bsc::cli

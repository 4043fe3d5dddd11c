#include "app/cli/bench.h"
#include "app/cli/bench_eviction_options.h"
#include "app/cli/database_option.h"
#include "app/cli/encoder_options.h"
#include "app/cli/workload_source.h"
#include "engine/cache/binary_cache.h"
#include "engine/experiment/benchmark.h"
#include "engine/experiment/report_tables.h"

#include <fmt/format.h>
#include <iostream>
#include <memory>
#include <thread>
#include <unistd.h>

namespace bsc::cli {
namespace {

struct BenchAllOptions {
    std::string workload;
    std::filesystem::path database;
    std::vector<std::string> capacities;
    BenchmarkPlan plan;
    EmbedderSettings encoder;
    bool estimate = false;
};

/// A workload's rows together with the library that they may come from.
class OwnedRows final : public WorkloadRows {
  public:
    explicit OwnedRows(WorkloadSource source) : source_(std::move(source)) {}
    Result<std::optional<WorkloadRow>> next() override { return source_.rows->next(); }

  private:
    WorkloadSource source_;
};

RowsSource rows_of(const BenchAllOptions& options) {
    return [&options]() -> Result<std::unique_ptr<WorkloadRows>> {
        return std::make_unique<OwnedRows>(open_workload(options.workload, options.database));
    };
}

std::uint64_t count_rows(const RowsSource& rows) {
    const auto all = *rows();
    std::uint64_t count = 0;
    for (;;) {
        const auto row = all->next();
        if (!row)
            finish(tl::unexpected(row.error()));
        if (!*row)
            return count;
        ++count;
    }
}

std::string duration(double seconds) {
    return seconds < 90 ? fmt::format("{:.0f} s", seconds)
                        : fmt::format("{:.0f} min", seconds / 60);
}

OnBenchmarkNews progress() {
    if (!isatty(STDERR_FILENO))
        return {};
    return [](const BenchmarkNews& news) {
        const std::string left =
            news.seconds_left ? fmt::format(", about {} left", duration(*news.seconds_left)) : "";
        std::cerr << fmt::format("\r\x1b[K{:3.0f} %{}  {}", 100 * news.share, left, news.step)
                  << std::flush;
    };
}

std::unique_ptr<RunLibrary> runs_in_memory() {
    auto library = RunLibrary::open_in_memory();
    if (!library)
        leave(Exit::database, library.error());
    return std::move(*library);
}

BenchmarkReport measure(BenchAllOptions& options, RunLibrary& library) {
    const auto embedder = open_encoder(options.encoder);
    options.plan.workload = open_workload(options.workload, options.database).name;
    if (!options.capacities.empty())
        options.plan.capacities.clear();
    for (const std::string& text : options.capacities) {
        const auto capacity = parse_capacity(text);
        if (!capacity)
            leave(Exit::usage, capacity.error());
        options.plan.capacities.push_back(*capacity);
    }
    const RowsSource rows = rows_of(options);
    const auto pace = measured_pace(library);
    if (!pace)
        leave(Exit::database, pace.error());
    const auto seconds = estimated_seconds(options.plan, count_rows(rows), *pace);
    std::cerr << (seconds ? fmt::format("This takes about {}.\n", duration(*seconds))
                          : "How long this takes is not known: no such benchmark was run on this "
                            "machine yet.\n");
    if (options.estimate)
        throw CLI::Success();
    const auto run = run_benchmark(options.plan, *embedder, rows, library, progress());
    if (isatty(STDERR_FILENO))
        std::cerr << "\r\x1b[K";
    if (!run)
        finish(tl::unexpected(run.error()));
    auto report = load_report(library, *run);
    if (!report)
        leave(Exit::database, report.error());
    return std::move(*report);
}

void add_common(CLI::App& command, BenchAllOptions& options) {
    command.add_option("--db", options.database,
                       "Database with saved workloads and runs (default: the one of bsc serve)");
    command.add_option("--max-requests", options.plan.requests,
                       "Requests of the workload at most; 0: all");
    command.add_option("--jobs", options.plan.jobs, "Threads of the matrix")
        ->check(from_one)
        ->capture_default_str();
    command.add_flag(
        "--workload-only", [&options](std::int64_t) { options.plan.engine = false; },
        "Leave out projection, look-up, memory and cost of eviction, which are the same for every "
        "workload; a report takes them from another benchmark of this machine");
    command.add_flag("--estimate", options.estimate, "Say how long it takes, and do nothing");
    add_encoder_options(command, options.encoder);
    add_quick_flag(command)->each([&options](const std::string&) { options.plan.quick = true; });
}

std::shared_ptr<BenchAllOptions> new_options() {
    auto options = std::make_shared<BenchAllOptions>();
    options->plan.jobs = std::max(1u, std::thread::hardware_concurrency());
    return options;
}

} // namespace

void add_bench_all(CLI::App& bench) {
    CLI::App* command = bench.add_subcommand(
        "all", "Everything on one workload: the matrix of policies, the default settings, "
               "projection, look-up, memory and cost of eviction; kept as a run for bsc report "
               "and the workbench");
    auto options = new_options();
    auto output = std::make_shared<BenchOutput>(*command);
    command->add_option("workload", options->workload, "As for replay")->required();
    command->add_option("--policy", options->plan.policies, "Policies (default: all)")
        ->delimiter(',');
    command->add_option("--capacity", options->capacities, "Shares of the classes, or entries")
        ->delimiter(',')
        ->default_str("1%,5%,10%");
    command
        ->add_option("--threshold", options->plan.thresholds,
                     "Similarities (default: the encoder's balanced one, and 0.02 to both "
                     "sides)")
        ->delimiter(',')
        ->check(CLI::Range(0.0, 1.0));
    add_common(*command, *options);
    command->callback([=] {
        output->check();
        const auto library = open_runs(options->database);
        const BenchmarkReport report = measure(*options, *library);
        output->write(report_tables(report));
        std::cerr << fmt::format("Kept as run {}.\n", report.run.id);
    });
}

void add_bench_criteria(CLI::App& bench) {
    CLI::App* command = bench.add_subcommand(
        "criteria", "The product's success criteria on one workload with the default settings");
    auto options = new_options();
    auto output = std::make_shared<BenchOutput>(*command);
    auto save = std::make_shared<bool>(false);
    command->add_option("--workload", options->workload, "As for replay")->required();
    command->add_flag("--save", *save, "Keep it as a run");
    add_common(*command, *options);
    command->callback([=] {
        output->check();
        // What the criteria need of the matrix: the default policy beside LRU, at one threshold.
        const auto embedder = open_encoder(options->encoder);
        options->plan.thresholds = {embedder->thresholds().balanced};
        options->plan.policies = {"lru", CacheConfig{}.policy};
        const auto library = *save ? open_runs(options->database) : runs_in_memory();
        const BenchmarkReport report = measure(*options, *library);
        output->write(report_tables(report));
        if (*save)
            std::cerr << fmt::format("Kept as run {}.\n", report.run.id);
    });
}

} // namespace bsc::cli

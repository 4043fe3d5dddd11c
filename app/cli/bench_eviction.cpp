#include "app/cli/bench.h"
#include "app/cli/bench_eviction_options.h"
#include "app/cli/encoder_options.h"
#include "app/cli/npy.h"
#include "engine/code/projection.h"
#include "engine/code/similarity.h"
#include "engine/experiment/eviction.h"
#include "engine/replay/embedded_workload.h"
#include "engine/replay/synthetic.h"

#include <memory>
#include <optional>

namespace bsc::cli {
namespace {

constexpr unsigned default_radius = 38; ///< similarity 0.85 of 256 bits
/// Seed 1 of an experiment projects a real workload as the product does by default.
constexpr std::uint64_t first_projection_seed = default_projection_seed;

/// One of each kind: all presets and seeds would take a quarter of an hour.
const std::vector<std::string> usual_presets{"zipf-0.8",    "zipf-1.0",   "one-offs-50",
                                             "drift-slow",  "drift-fast", "scan-blocks",
                                             "wide-classes"};

struct EvictionBenchOptions {
    std::vector<std::string> workloads, synthetic, capacities;
    std::size_t seeds = 3;
    std::uint64_t max_requests = 0;
    std::optional<unsigned> radius;
    std::optional<float> threshold;
    bool no_cost = false;
    EmbedderSettings encoder;
    EvictionExperiment experiment;

    std::optional<unsigned> chosen_radius() const {
        return threshold ? radius_of(*threshold, default_code_bits) : radius;
    }
};

template <class T>
T value_or_finish(Result<T> result) {
    if (!result)
        finish(tl::unexpected(result.error()));
    return std::move(*result);
}

EvictionWorkload synthetic_workload(const EvictionBenchOptions& options, std::string_view name) {
    const SyntheticPreset preset = value_or_finish(find_synthetic_preset(name));
    const auto trace = [preset, requests = options.max_requests](std::uint64_t seed) {
        SyntheticSettings settings = preset.settings;
        settings.seed = seed;
        if (requests != 0)
            settings.requests = requests;
        return synthetic_trace(preset.name, settings);
    };
    return {std::string(preset.name), options.chosen_radius().value_or(default_radius), trace};
}

EmbeddedWorkload with_vectors(const WorkloadArgument& argument, WorkloadReader& rows,
                              std::uint64_t max_requests) {
    NpyRows npy = value_or_finish(NpyRows::open(argument.vectors));
    const std::vector<float> vectors = value_or_finish(npy.next(npy.rows()));
    return value_or_finish(
        EmbeddedWorkload::with_vectors(argument.file.filename().string(), rows, vectors,
                                       static_cast<unsigned>(npy.columns()), max_requests));
}

EvictionWorkload real_workload(const EvictionBenchOptions& options, const std::string& text,
                               std::shared_ptr<const Embedder>& embedder) {
    const WorkloadArgument argument = parse_workload(text);
    WorkloadReader rows = value_or_finish(WorkloadReader::open(argument.file));
    std::string name = argument.file.filename().string();
    unsigned radius = default_radius;
    std::shared_ptr<const EmbeddedWorkload> embedded;
    if (!argument.vectors.empty()) {
        embedded =
            std::make_shared<EmbeddedWorkload>(with_vectors(argument, rows, options.max_requests));
        name += ", given vectors";
    } else {
        if (!embedder)
            embedder = open_encoder(options.encoder);
        embedded = std::make_shared<EmbeddedWorkload>(
            value_or_finish(EmbeddedWorkload::embed(name, rows, *embedder, options.max_requests)));
        name += ", " + embedder->identity().name;
        radius = radius_of(embedder->thresholds().balanced, default_code_bits);
    }
    return {name, options.chosen_radius().value_or(radius), [embedded](std::uint64_t seed) {
                return embedded->trace(default_code_bits, first_projection_seed + seed - 1);
            }};
}

void set_up(EvictionBenchOptions& options) {
    EvictionExperiment& experiment = options.experiment;
    if (options.seeds == 0)
        throw CommandFailed{Exit::usage, "--seeds must be at least 1."};
    experiment.seeds.clear();
    for (std::uint64_t seed = 1; seed <= options.seeds; ++seed)
        experiment.seeds.push_back(seed);
    if (!options.capacities.empty())
        experiment.capacities.clear();
    for (const std::string& capacity : options.capacities)
        experiment.capacities.push_back(value_or_finish(parse_capacity(capacity)));
    if (options.no_cost)
        experiment.cost_entries.clear();
    if (options.chosen_radius().value_or(0) > default_code_bits)
        throw CommandFailed{Exit::usage, "--radius is at most the 256 bits of a code."};

    if (options.synthetic.empty() && options.workloads.empty())
        options.synthetic = usual_presets;
    if (options.synthetic == std::vector<std::string>{"all"}) {
        options.synthetic.clear();
        for (const SyntheticPreset& preset : synthetic_presets())
            options.synthetic.emplace_back(preset.name);
    }
    std::shared_ptr<const Embedder> embedder;
    for (const std::string& text : options.workloads)
        experiment.workloads.push_back(real_workload(options, text, embedder));
    for (const std::string& name : options.synthetic)
        experiment.workloads.push_back(synthetic_workload(options, name));
}

std::string preset_help() {
    std::string text = "Synthetic workloads: all, or some of these (default: one of each kind):";
    for (const SyntheticPreset& preset : synthetic_presets())
        text += "\n  " + std::string(preset.name) + ": " + std::string(preset.description);
    return text;
}

} // namespace

void add_bench_eviction(CLI::App& bench) {
    CLI::App* command = bench.add_subcommand(
        "eviction", "What each eviction policy earns over LRU, beside a clairvoyant, and its cost");
    auto options = std::make_shared<EvictionBenchOptions>();
    auto output = std::make_shared<BenchOutput>(*command);
    output->add_save(*command);
    EvictionExperiment& experiment = options->experiment;
    command->add_option("--workload", options->workloads,
                        "Workload files in their own order (as for replay), embedded by the "
                        "encoder, or FILE:VECTORS.npy with a row of floats for each prompt");
    const CLI::Option* synthetic =
        command->add_option("--synthetic", options->synthetic, preset_help());
    command->add_option("--policy", experiment.policies, "Policies beside lru (default: all)")
        ->delimiter(',');
    const CLI::Option* capacity =
        command
            ->add_option("--capacity", options->capacities,
                         "Shares of the distinct classes, or numbers of entries")
            ->delimiter(',')
            ->default_str("1%,5%,10%");
    const CLI::Option* seeds =
        command
            ->add_option("--seeds", options->seeds,
                         "Seeds: of synthetic traces, and of the projection of real ones")
            ->capture_default_str();
    CLI::Option* radius =
        command->add_option("--radius", options->radius,
                            "Bits within which an entry answers (default: the encoder's balanced "
                            "threshold; 38 for vectors and synthetic workloads)");
    command->add_option("--threshold", options->threshold, "The same as similarity, 0 to 1")
        ->check(CLI::Range(0.0, 1.0))
        ->excludes(radius);
    command->add_option("--batch", experiment.batch, "Entries evicted at once when full")
        ->capture_default_str();
    command->add_option("--lambda", experiment.settings.lambda, "Weight of recency in mmr, 0 to 1")
        ->capture_default_str();
    command->add_option("--clusters", experiment.settings.clusters, "Clusters of cluster, 1 to 256")
        ->capture_default_str();
    command
        ->add_option("--ghosts", experiment.settings.ghosts_per_entry,
                     "Evicted codes sage and arc remember per entry, 0 to 16")
        ->capture_default_str();
    command
        ->add_option("--cost-weight", experiment.settings.cost_weight,
                     "Weight of an answer's tokens in sage, 0 to 1")
        ->capture_default_str();
    const CLI::Option* requests = command->add_option("--max-requests", options->max_requests,
                                                      "Requests of each workload at most; 0: all");
    command->add_option("--jobs", experiment.jobs, "Threads")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_flag("--no-cost", options->no_cost, "Leave out the time and memory of policies");
    add_encoder_options(*command, options->encoder);
    const CLI::Option* quick = add_quick_flag(*command);
    command->callback([=] {
        EvictionExperiment& chosen = options->experiment;
        if (*quick) {
            if (options->workloads.empty())
                set_unless_given(*synthetic, options->synthetic,
                                 {"zipf-1.0", "one-offs-50", "drift-fast"});
            set_unless_given(*capacity, options->capacities, {"5%"});
            set_unless_given(*seeds, options->seeds, 2);
            set_unless_given(*requests, options->max_requests, 20'000);
            chosen.cost_entries = {1'000};
            chosen.cost_rounds = 20;
        }
        output->check();
        set_up(*options);
        output->write_and_keep(value_or_leave(run_eviction(chosen, output->progress())));
    });
}

} // namespace bsc::cli

#include "app/cli/bench.h"
#include "app/cli/encoder_options.h"
#include "app/cli/workload_source.h"
#include "engine/code/similarity.h"
#include "engine/embed/factory.h"
#include "engine/experiment/cells.h"
#include "engine/replay/inspector.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <unordered_set>

namespace bsc::cli {
namespace {

struct InspectOptions {
    std::string workload;
    std::filesystem::path database;
    EmbedderSettings encoder;
    std::optional<float> threshold;
    unsigned bits = default_code_bits;
    std::uint64_t seed = default_projection_seed, other_seed = 7;
    std::uint64_t max_requests = 20'000;
    std::size_t pairs = 1000, examples = 5;
};

template <class T>
T value_or_finish(Result<T> result) {
    if (!result)
        finish(tl::unexpected(result.error()));
    return std::move(*result);
}

/// Hands rows on and remembers the distinct prompts.
class ListeningRows final : public WorkloadRows {
  public:
    explicit ListeningRows(WorkloadRows& rows) : rows_(rows) {}

    Result<std::optional<WorkloadRow>> next() override {
        auto row = rows_.next();
        if (row && *row && seen_.insert((*row)->prompt).second)
            prompts.push_back((*row)->prompt);
        return row;
    }

    std::vector<std::string> prompts;

  private:
    WorkloadRows& rows_;
    std::unordered_set<std::string> seen_;
};

/// Points gathered by their cosine, against the law.
ResultTable scatter_table(const CosineScatter& scatter) {
    constexpr double step = 0.1;
    ResultTable table{"cosine_and_distance",
                      {{"cosine_from", "", 1},
                       {"pairs", ""},
                       {"distance_mean", "bits", 1},
                       {"law_mean", "bits", 1},
                       {"law_2_sd", "bits", 1}},
                      {},
                      {}};
    for (int bin = 9; bin >= -2; --bin) {
        std::uint64_t pairs = 0;
        double distances = 0, law = 0, sd = 0;
        for (const CosinePoint& point : scatter.points) {
            if (std::min(9, static_cast<int>(std::floor(point.cosine / step))) != bin)
                continue;
            const DistanceLaw expected = distance_law(point.cosine, scatter.bits);
            ++pairs;
            distances += point.distance;
            law += expected.mean;
            sd += expected.sd;
        }
        if (pairs == 0)
            continue;
        const auto n = static_cast<double>(pairs);
        table.rows.push_back({bin * step, count_cell(pairs), distances / n, law / n, 2 * sd / n});
    }
    table.notes.push_back(fmt::format(
        "{} pairs: each text with the one nearest by cosine and with a random one; {:.1f} % lie "
        "within two standard deviations of the law bits * acos(cosine) / pi",
        scatter.points.size(), 100 * scatter.within_2_sd));
    return table;
}

ResultTable variants_table(const std::vector<VariantFigures>& variants) {
    ResultTable table{"other_codes",
                      {{"bits", ""},
                       {"seed", ""},
                       {"radius", "bits"},
                       {"bytes_a_code", ""},
                       {"hit_rate", "share", 4},
                       {"judged_hits", ""},
                       {"wrong_hit_rate", "share", 4},
                       {"decided_alike", "share", 4}},
                      {},
                      {"decided_alike: requests that are hits, or not, as with the first row"}};
    for (const VariantFigures& figures : variants)
        table.rows.push_back(
            {std::int64_t{figures.code.bits}, count_cell(figures.code.seed),
             std::int64_t{figures.radius}, std::int64_t{words_for(figures.code.bits) * 8},
             share_cell(figures.hits, figures.requests), count_cell(figures.judged_hits),
             share_cell(figures.wrong_hits, figures.judged_hits),
             share_cell(figures.agreed, figures.requests)});
    return table;
}

ResultTable traps_table(const TrapReport& report) {
    ResultTable table{
        "traps",
        {{"kind", ""}, {"twins", ""}, {"served", "share", 4}, {"served_with_gate", "share", 4}},
        {},
        {fmt::format("of {} distinct prompts; twins are made by rules for English and mean "
                     "something else; served: within {} of {} bits",
                     report.prompts, report.radius, report.bits)}};
    for (const TrapKind kind : trap_kinds) {
        const TrapReport::Kind& figures = report.kinds[static_cast<std::size_t>(kind)];
        table.rows.push_back({std::string(name_of(kind)), count_cell(figures.twins),
                              share_cell(figures.served, figures.twins),
                              share_cell(figures.served_with_gate, figures.twins)});
    }
    return table;
}

ResultTable examples_table(const TrapReport& report, std::size_t each) {
    ResultTable table{
        "trap_examples",
        {{"kind", ""}, {"distance", "bits"}, {"gate", ""}, {"prompt", ""}, {"twin", ""}},
        {},
        {"gate: what the content gate refuses the twin for"}};
    for (const TrapKind kind : trap_kinds) {
        std::size_t shown = 0;
        for (const SprungTrap& trap : report.traps)
            if (trap.twin.kind == kind && trap.served && shown < each) {
                ++shown;
                table.rows.push_back({std::string(name_of(kind)), std::int64_t{trap.distance},
                                      trap.gate.value_or("lets it through"), trap.twin.prompt,
                                      trap.twin.twin});
            }
    }
    return table;
}

void inspect(const InspectOptions& options, const BenchOutput& output) {
    ExperimentRun run("inspect", 1, {});
    const auto embedder = open_encoder(options.encoder);
    const WorkloadSource source = open_workload(options.workload, options.database);
    ListeningRows rows(*source.rows);
    const auto workload = value_or_finish(
        EmbeddedWorkload::embed(source.name, rows, *embedder, options.max_requests));
    const float threshold = options.threshold.value_or(embedder->thresholds().balanced);
    const auto projection =
        value_or_finish(Projection::create(embedder->identity().dim, options.bits, options.seed));

    VariantOptions variants;
    variants.threshold = threshold;
    variants.capacity = static_cast<std::size_t>(workload.requests());
    variants.variants = {{options.bits, options.seed}, {options.bits, options.other_seed}};
    for (const unsigned bits : {64u, 128u, 256u, 512u, 1024u})
        if (bits != options.bits)
            variants.variants.push_back({bits, options.seed});
    const TrapReport traps = value_or_finish(
        spring_traps(rows.prompts, *embedder, *projection, {}, radius_of(threshold, options.bits)));
    std::vector<ResultTable> tables{
        scatter_table(value_or_finish(
            cosine_scatter(workload, options.bits, options.seed, {}, options.pairs, options.seed))),
        variants_table(value_or_finish(compare_codes(workload, variants))), traps_table(traps),
        examples_table(traps, options.examples)};
    run.setting("workload", source.name);
    run.setting("requests", count_cell(workload.requests()));
    run.setting("encoder", embedder->identity().name);
    run.setting("threshold", static_cast<double>(threshold));
    output.write(std::move(run).finish(std::move(tables)));
}

} // namespace

void add_inspect(CLI::App& app) {
    auto options = std::make_shared<InspectOptions>();
    CLI::App* command = app.add_subcommand(
        "inspect", "Cosine against Hamming distance, what other codes would change, and traps "
                   "made from a workload's own prompts");
    command
        ->add_option("workload", options->workload,
                     "JSON Lines, plain or gzip; with --db also the name of a saved workload")
        ->required();
    command->add_option("--db", options->database, "Database with saved workloads");
    add_encoder_options(*command, options->encoder);
    command->add_option("--threshold", options->threshold,
                        "Similarity from which an entry answers (default: the encoder's)");
    command->add_option("--bits", options->bits, "Bits a code")->capture_default_str();
    command->add_option("--seed", options->seed, "Of the projection")->capture_default_str();
    command->add_option("--other-seed", options->other_seed, "To compare with")
        ->capture_default_str();
    command->add_option("--pairs", options->pairs, "Texts whose pairs are measured")
        ->capture_default_str();
    command->add_option("--examples", options->examples, "Of each kind of trap")
        ->capture_default_str();
    command->add_option("--max-requests", options->max_requests, "Stop after so many; 0: all")
        ->capture_default_str();
    auto output = std::make_shared<BenchOutput>(*command);
    command->callback([options, output] {
        output->check();
        inspect(*options, *output);
    });
}

} // namespace bsc::cli

#include "engine/replay/replay.h"
#include "app/cli/commands.h"
#include "app/cli/encoder_options.h"
#include "app/cli/eviction_options.h"
#include "app/cli/second_score_option.h"

#include <chrono>
#include <fmt/format.h>

namespace bsc::cli {

namespace {

struct Options {
    std::filesystem::path file;
    EmbedderSettings encoder;
    ReplayOptions replay;
};

void row(std::string_view name, const std::string& value) {
    fmt::print("{:<20} {}\n", name, value);
}

std::string spread(const DurationHistogram& times) {
    using Microseconds = std::chrono::duration<double, std::micro>;
    return fmt::format("p50 {:.1f} us, p99 {:.1f} us", Microseconds(times.quantile(0.5)).count(),
                       Microseconds(times.quantile(0.99)).count());
}

std::string wrong_hit_rate(const ReplayReport& report) {
    if (report.judged_hits == 0)
        return "unknown: no hit has classes to judge by";
    const ShareInterval wrong = report.wrong_share();
    return fmt::format("{:.1f} % of {} judged hits (90 % interval {:.1f} to {:.1f} %)",
                       100 * wrong.share, report.judged_hits, 100 * wrong.lower, 100 * wrong.upper);
}

void print(const ReplayReport& report) {
    row("encoder", report.encoder);
    row("threshold",
        fmt::format("{:.2f} ({} of {} bits)", report.threshold, report.radius, report.bits));
    if (report.second_minimum)
        row("second score from", fmt::format("{:.3f}", *report.second_minimum));
    row("requests", fmt::to_string(report.requests));
    row("hit rate", fmt::format("{:.1f} % ({} exact, {} semantic)", 100 * report.hit_rate(),
                                report.exact_hits, report.semantic_hits));
    row("wrong-hit rate", wrong_hit_rate(report));
    row("entries", fmt::format("{} at the end, {} evicted", report.entries, report.evictions));
    if (report.without_embedding > 0)
        row("without embedding",
            fmt::format("{}: {}", report.without_embedding, report.embed_error));
    row("mean vector", fmt::format("length {:.3f}{}", report.mean_norm,
                                   report.boilerplate ? ", boilerplate found and subtracted" : ""));
    row("embed", spread(report.embed_time));
    row("look up", spread(report.lookup_time));
    row("insert", spread(report.insert_time));
}

void run(Options& options) {
    const auto embedder = open_encoder(options.encoder);
    auto workload = WorkloadReader::open(options.file);
    if (!workload)
        leave(Exit::failure, workload.error());
    const auto report = replay(*workload, *embedder, options.replay);
    if (!report)
        finish(tl::unexpected(report.error()));
    print(*report);
}

} // namespace

void add_replay(CLI::App& app) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand(
        "replay", "Sends a workload through a fresh cache and reports hit rate and wrong-hit rate");
    command
        ->add_option("file", options->file,
                     "JSON Lines, plain or gzip: {\"prompt\": text, \"class\": meaning or null, "
                     "\"t\": seconds or null}")
        ->required();
    add_encoder_options(*command, options->encoder);
    add_second_score_option(*command, options->replay.second);
    command->add_option("--threshold", options->replay.threshold,
                        "Similarity from which an entry answers, 0 to 1 (default: the encoder's "
                        "balanced one)");
    command->add_option("--second-minimum", options->replay.second_minimum,
                        "Second score from which an entry answers (default: the scorer's own)");
    command->add_option("--bits", options->replay.cache.bits, "Bits a code")->capture_default_str();
    add_eviction_options(*command, options->replay.cache);
    command
        ->add_option("--centre-after", options->replay.cache.centre_after,
                     "Prompts seen before the boilerplate mean is taken; 0: never")
        ->capture_default_str();
    command->add_flag("--content-gate", options->replay.content_gate,
                      "Refuse pairs whose numbers, quotes, identifiers or negation differ");
    command->add_option("--max-requests", options->replay.max_requests,
                        "Stop after so many; 0: all");
    command->callback([options] { run(*options); });
}

} // namespace bsc::cli

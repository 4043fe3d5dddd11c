#include "app/cli/replay.h"

#include "app/cli/encoder_options.h"
#include "app/cli/workload_source.h"
#include "engine/embed/factory.h"

#include <chrono>
#include <fmt/format.h>

namespace bsc::cli {

namespace {

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

/// The one value there is, if any.
template <class T, class Into>
void take_one(const std::vector<T>& list, Into& into) {
    if (!list.empty())
        into = list.front();
}

} // namespace

ReplayOptions single_options(const ReplayCommand& command) {
    ReplayOptions options = command.replay;
    take_one(command.lists.thresholds, options.threshold);
    take_one(command.lists.bits, options.cache.bits);
    take_one(command.lists.policies, options.cache.policy);
    if (!command.lists.capacities.empty())
        options.cache.max_entries = std::stoull(command.lists.capacities.front());
    return options;
}

void replay_single(const ReplayCommand& command) {
    EmbedderSettings encoder = command.encoder;
    if (!command.lists.encoders.empty())
        encoder.kind = *embedder_kind_of(command.lists.encoders.front());
    const ReplayOptions options = single_options(command);
    const auto embedder = open_encoder(encoder);
    const WorkloadSource source = open_workload(command.workload, command.database);
    const auto report = replay(*source.rows, *embedder, options);
    if (!report)
        finish(tl::unexpected(report.error()));
    print(*report);
}

} // namespace bsc::cli

#include "app/cli/replay_plan.h"

#include "app/cli/bench_eviction_options.h"
#include "app/cli/encoder_options.h"
#include "app/cli/workload_source.h"
#include "engine/code/similarity.h"
#include "engine/embed/factory.h"
#include "engine/proxy/flow_log.h"
#include "engine/proxy/prices.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace bsc::cli {
namespace {

/// Farther entries are no candidates of an adaptive rule.
constexpr double least_similarity = 0.7;

template <class T>
std::vector<T> or_one(const std::vector<T>& list, T one) {
    return list.empty() ? std::vector<T>{std::move(one)} : list;
}

std::size_t entries_of(const std::string& text, std::uint64_t classes) {
    const auto capacity = parse_capacity(text);
    if (!capacity)
        leave(Exit::usage, capacity.error());
    if (capacity->percent == 0)
        return capacity->entries;
    const double entries = capacity->percent / 100 * static_cast<double>(classes);
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(entries)));
}

AdaptiveSettings adaptive_rule(double max_error, unsigned bits, const std::string& insert) {
    AdaptiveSettings settings{.max_error = max_error, .bits = bits};
    settings.reach = radius_of(static_cast<float>(least_similarity), bits);
    settings.insert = insert == "wrong" ? AdaptiveSettings::Insert::when_nearest_wrong
                                        : AdaptiveSettings::Insert::every_miss;
    if (const auto ok = check_adaptive(settings); !ok)
        leave(Exit::usage, ok.error());
    return settings;
}

/// The rules that decide at this encoder and width.
std::vector<MatrixCell> rules_of(const ReplayLists& lists, const MatrixCell& base, float balanced) {
    std::vector<MatrixCell> cells;
    std::vector<unsigned> radii = lists.radii;
    for (const float threshold : lists.thresholds)
        radii.push_back(radius_of(threshold, base.bits));
    for (const unsigned radius : or_one(radii, radius_of(balanced, base.bits))) {
        if (radius > base.bits)
            throw CommandFailed{Exit::usage,
                                fmt::format("--radius is at most the {} bits of a code, not {}.",
                                            base.bits, radius)};
        cells.push_back(base);
        cells.back().radius = radius;
    }
    for (const double max_error : lists.adaptive)
        for (const std::string& insert : or_one(lists.inserts, std::string("every-miss"))) {
            cells.push_back(base);
            cells.back().adaptive = adaptive_rule(max_error, base.bits, insert);
            cells.back().radius = cells.back().adaptive->reach;
        }
    return cells;
}

/// At today's prices, of rows that tell their model and tokens.
EmbeddedWorkload::Price price_by(const std::filesystem::path& file) {
    const auto prices = PriceTable::with_file(file);
    if (!prices)
        leave(Exit::usage, prices.error());
    return [table = *prices, day = day_of(now_us())](const WorkloadRow& row) {
        return row.model.empty() || row.input_tokens + row.output_tokens == 0
                   ? std::nullopt
                   : table->nano_usd(row.model,
                                     {.input = row.input_tokens, .output = row.output_tokens}, day);
    };
}

} // namespace

EncodedWorkload::EncodedWorkload(const ReplayCommand& command, const ExperimentProgress& progress)
    : seed_(command.replay.cache.seed) {
    for (const std::string& wanted : or_one(command.lists.encoders, std::string("auto"))) {
        EmbedderSettings settings = command.encoder;
        settings.kind = *embedder_kind_of(wanted);
        const auto embedder = open_encoder(settings);
        const std::string encoder = embedder->identity().name;
        if (of_.contains(encoder))
            continue;
        const WorkloadSource source = open_workload(command.workload, command.database);
        name_ = source.name;
        auto embedded = EmbeddedWorkload::embed(
            name_, *source.rows, *embedder, command.replay.max_requests,
            [&](std::uint64_t rows) {
                return !progress ||
                       progress(0, fmt::format("{}: {} requests embedded", encoder, rows));
            },
            price_by(command.prices));
        if (!embedded)
            finish(tl::unexpected(embedded.error()));
        encoders_.push_back(encoder);
        of_.emplace(encoder, Encoded{std::move(*embedded), embedder->thresholds().balanced});
    }
}

std::uint64_t EncodedWorkload::requests() const { return of_.begin()->second.workload.requests(); }

Result<std::shared_ptr<const CodeTrace>> EncodedWorkload::trace(const std::string& encoder,
                                                                unsigned bits) const {
    return of_.at(encoder).workload.trace(bits, seed_).map([](CodeTrace trace) {
        return std::make_shared<const CodeTrace>(std::move(trace));
    });
}

std::vector<MatrixCell> plan_of(const ReplayCommand& command, const EncodedWorkload& workload) {
    const ReplayLists& lists = command.lists;
    const CacheConfig& usual = command.replay.cache;
    std::vector<MatrixCell> plan;
    for (const std::string& encoder : workload.encoders())
        for (const unsigned bits : or_one(lists.bits, usual.bits)) {
            const auto trace = workload.trace(encoder, bits);
            if (!trace)
                finish(tl::unexpected(trace.error()));
            for (const std::string& capacity :
                 or_one(lists.capacities, fmt::to_string(usual.max_entries)))
                for (const std::string& policy : or_one(lists.policies, usual.policy)) {
                    const MatrixCell base{.encoder = encoder,
                                          .bits = bits,
                                          .capacity = entries_of(capacity, (*trace)->classes),
                                          .policy = policy};
                    for (MatrixCell& cell : rules_of(lists, base, workload.balanced(encoder)))
                        if (std::ranges::find(plan, cell.key(), &MatrixCell::key) == plan.end())
                            plan.push_back(std::move(cell));
                }
        }
    return plan;
}

} // namespace bsc::cli

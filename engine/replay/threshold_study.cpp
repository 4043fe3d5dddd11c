#include "engine/replay/threshold_study.h"

#include "engine/base/digest.h"
#include "engine/replay/judged_pairs.h"
#include "engine/replay/listed_rows.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace bsc {
namespace {

/// Encoding is this much of the whole.
constexpr double encoding_share = 0.3;

tl::unexpected<Error> cancellation() {
    return fail(ErrorCode::unavailable, "The what-if was cancelled.");
}

double span_of(std::span<const WorkloadRow> rows) {
    double first = 0, last = 0;
    bool any = false;
    for (const WorkloadRow& row : rows) {
        if (!row.arrival)
            continue;
        first = any ? std::min(first, *row.arrival) : *row.arrival;
        last = any ? std::max(last, *row.arrival) : *row.arrival;
        any = true;
    }
    return last - first;
}

Result<CodeTrace> encode(const ThresholdStudy& study, const Embedder& embedder,
                         const ThresholdStudyOptions& options, const StudyProgress& progress,
                         const std::function<bool()>& cancelled) {
    ListedRows rows(study.rows);
    const auto report = [&](std::uint64_t done) {
        if (progress)
            progress(encoding_share * static_cast<double>(done) /
                         static_cast<double>(study.rows.size()),
                     "encoding");
        return !cancelled || !cancelled();
    };
    const auto embedded =
        EmbeddedWorkload::embed(study.name, rows, embedder, 0, report, options.price);
    if (!embedded)
        return tl::unexpected(embedded.error());
    if (cancelled && cancelled())
        return cancellation();
    return embedded->trace(options.bits, options.seed, options.mean);
}

constexpr bool was_looked_up(std::string_view verdict) {
    return verdict == "hit" || verdict == "near" || verdict == "miss";
}

std::string partition_of(const FlowRecord& flow) {
    if (std::ranges::all_of(flow.partition, [](std::uint8_t byte) { return byte == 0; }))
        return flow.path + ' ' + flow.model; // of before the partition was kept
    return to_hex(flow.partition);
}

} // namespace

Result<ThresholdStudy> study_threshold(std::string name, std::vector<WorkloadRow> rows,
                                       const Embedder& embedder,
                                       const ThresholdStudyOptions& options,
                                       const StudyProgress& progress,
                                       const std::function<bool()>& cancelled) {
    ThresholdStudy study{.name = std::move(name), .bits = options.bits, .rows = std::move(rows)};
    const auto trace = encode(study, embedder, options, progress, cancelled);
    if (!trace)
        return tl::unexpected(trace.error());
    auto pairs = nearest_pairs(*trace);
    if (!pairs)
        return tl::unexpected(pairs.error());
    study.pairs = std::move(*pairs);
    study.class_labels = judged_pairs(*trace, study.pairs);
    const auto report = [&](std::size_t done, std::size_t total) {
        if (progress)
            progress(encoding_share + (1 - encoding_share) * static_cast<double>(done) /
                                          static_cast<double>(total),
                     "radii");
    };
    auto simulated =
        what_if(*trace, {.cache = options.cache, .jobs = options.jobs}, report, cancelled);
    if (!simulated)
        return tl::unexpected(simulated.error());
    study.what_if = std::move(*simulated);
    study.span_seconds = span_of(study.rows);
    return study;
}

FlowRows rows_of(std::span<const FlowRecord> newest_first) {
    FlowRows made;
    std::int64_t start = 0;
    for (const FlowRecord& flow : std::views::reverse(newest_first)) {
        if (!was_looked_up(flow.verdict) || flow.prompt.empty())
            continue;
        if (made.rows.empty())
            start = flow.time_us;
        WorkloadRow row;
        row.arrival = 1e-6 * static_cast<double>(flow.time_us - start);
        row.prompt = flow.prompt;
        row.partition = partition_of(flow);
        row.model = flow.model;
        row.input_tokens = flow.input_tokens;
        row.output_tokens = flow.output_tokens;
        made.rows.push_back(std::move(row));
        made.flow_ids.push_back(flow.id);
        made.entry_ids.push_back(flow.entry_id.value_or(0));
    }
    return made;
}

} // namespace bsc

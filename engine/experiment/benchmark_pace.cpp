#include "engine/experiment/benchmark_pace.h"

#include "engine/experiment/benchmark.h"
#include "engine/experiment/benchmark_report.h"
#include "engine/experiment/benchmark_steps.h"

namespace bsc {
namespace {

/// Older runs may be of an older program.
constexpr int runs_read = 4;

std::string experiment_kind(std::string_view name, bool quick) {
    const bool same = name == default_replay_name;
    return std::string(experiment_key) + std::string(name) + (quick && !same ? ", quick" : "");
}

std::uint64_t units_of(std::string_view experiment, std::uint64_t requests) {
    return experiment == default_replay_name ? requests : 1;
}

std::uint64_t requests_of(const ExperimentResult& result) {
    const ResultTable* table = result.table("decisions");
    return table && !table->rows.empty()
               ? static_cast<std::uint64_t>(table->number(0, "requests").value_or(0))
               : 0;
}

bool was_quick(const std::string& settings) {
    return settings.find(quick_repeats_text) != std::string::npos;
}

void add_part(BenchmarkPace& pace, const RunPart& part, bool quick) {
    if (part.state != "done")
        return;
    if (part.key.starts_with(experiment_key)) {
        if (const auto result = experiment_from_json(part.result))
            pace.add_experiment(result->name, quick, requests_of(*result), result->took_seconds);
        return;
    }
    const auto cell = matrix_cell_from_key(part.key);
    const auto figures = cell_figures_from_json(part.result);
    if (cell && figures)
        pace.add_cell(cell->policy, figures->requests, figures->seconds);
}

} // namespace

void BenchmarkPace::add_cell(std::string_view policy, std::uint64_t requests, double seconds) {
    if (requests == 0 || seconds <= 0)
        return; // kept by a program that took no times
    Measured& kind = kinds_[std::string(policy)];
    kind.seconds += seconds;
    kind.units += requests;
}

void BenchmarkPace::add_experiment(std::string_view name, bool quick, std::uint64_t requests,
                                   double seconds) {
    const std::uint64_t units = units_of(name, requests);
    if (units == 0)
        return;
    Measured& kind = kinds_[experiment_kind(name, quick)];
    kind.seconds += seconds;
    kind.units += units;
}

std::optional<double> BenchmarkPace::seconds_of(const std::string& kind,
                                                std::uint64_t units) const {
    const auto found = kinds_.find(kind);
    if (found == kinds_.end())
        return std::nullopt;
    return found->second.seconds / static_cast<double>(found->second.units) *
           static_cast<double>(units);
}

std::optional<double> BenchmarkPace::cell_seconds(std::string_view policy,
                                                  std::uint64_t requests) const {
    return seconds_of(std::string(policy), requests);
}

std::optional<double> BenchmarkPace::experiment_seconds(std::string_view name, bool quick,
                                                        std::uint64_t requests) const {
    return seconds_of(experiment_kind(name, quick), units_of(name, requests));
}

Result<BenchmarkPace> measured_pace(const RunLibrary& library) {
    const auto runs = library.list(benchmark_kind);
    if (!runs)
        return tl::unexpected(runs.error());
    BenchmarkPace pace;
    const std::string here = to_json(this_machine());
    int read = 0;
    for (const RunInfo& run : *runs) {
        if (run.machine != here || run.workload.empty()) // an experiment by itself has settings
            continue;                                    // of its own
        const auto parts = library.parts(run.id);
        if (!parts)
            return tl::unexpected(parts.error());
        for (const RunPart& part : *parts)
            add_part(pace, part, was_quick(run.settings));
        if (++read == runs_read)
            break;
    }
    return pace;
}

} // namespace bsc

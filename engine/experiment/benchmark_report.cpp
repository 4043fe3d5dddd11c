#include "engine/experiment/benchmark_report.h"

#include "engine/code/similarity.h"
#include "engine/experiment/benchmark.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/chrono.h>
#include <map>

namespace bsc {
namespace {

namespace json = boost::json;

/// Experiments whose figures are the same whatever the workload.
constexpr std::string_view any_workload[] = {"projection", "memory", "eviction", "hamming"};

std::string plain(const json::value& value) {
    if (value.is_string())
        return json::value_to<std::string>(value);
    if (const json::array* array = value.if_array()) {
        std::string list;
        for (const json::value& item : *array)
            list += (list.empty() ? "" : ", ") + plain(item);
        return list;
    }
    if (const double* number = value.if_double())
        return fmt::format("{}", *number);
    return json::serialize(value);
}

std::vector<std::pair<std::string, std::string>> settings_of(const std::string& text) {
    std::vector<std::pair<std::string, std::string>> settings;
    boost::system::error_code wrong;
    const json::value value = json::parse(text, wrong);
    if (!wrong && value.is_object())
        for (const auto& setting : value.get_object())
            if (std::string shown = plain(setting.value()); !shown.empty())
                settings.emplace_back(setting.key(), std::move(shown));
    return settings;
}

/// "default_radius" for people.
std::string words_of(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

/// An embedder's settings are a SHA-256, of which twelve digits tell one from another.
std::string with_short_hashes(const std::string& value) {
    constexpr std::size_t hash_digits = 64, shown = 12;
    std::string shorter;
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t end =
            std::min(value.find_first_not_of("0123456789abcdef", at), value.size());
        shorter += value.substr(at, end - at == hash_digits ? shown : end - at);
        if (end < value.size())
            shorter += value[end];
        at = end + 1;
    }
    return shorter;
}

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc() && end == text.data() + text.size();
}

Result<void> add_experiment(BenchmarkReport& report, const RunPart& part, std::uint64_t run) {
    return experiment_from_json(part.result).map([&](ExperimentResult result) {
        report.experiments.push_back({std::move(result), run});
    });
}

Result<void> add_part(BenchmarkReport& report, const RunPart& part) {
    ++report.parts;
    report.parts_done += part.state == "done";
    if (part.key.starts_with(experiment_key)) {
        if (part.state == "done")
            return add_experiment(report, part, report.run.id);
        report.gaps.push_back({part.key.substr(experiment_key.size()), part.state, part.error});
        return {};
    }
    auto cell = matrix_cell_from_key(part.key);
    if (!cell)
        return tl::unexpected(cell.error());
    ReportCell& added = report.cells.emplace_back(
        ReportCell{std::move(*cell), part.state, part.error, std::nullopt});
    if (part.state != "done")
        return {};
    return cell_figures_from_json(part.result).map([&](CellFigures figures) {
        added.figures = std::move(figures);
    });
}

/// What the run lacks, from other benchmarks of its machine, newest first.
Result<void> borrow(BenchmarkReport& report, const RunLibrary& library) {
    const auto has = [&](std::string_view name) { return report.experiment(name) != nullptr; };
    if (std::ranges::all_of(any_workload, has))
        return {};
    const auto runs = library.list(benchmark_kind);
    if (!runs)
        return tl::unexpected(runs.error());
    for (const RunInfo& other : *runs) {
        if (other.id == report.run.id || other.machine != report.run.machine)
            continue;
        const auto parts = library.parts(other.id);
        if (!parts)
            return tl::unexpected(parts.error());
        for (const RunPart& part : *parts)
            for (const std::string_view name : any_workload)
                if (part.state == "done" &&
                    part.key == std::string(experiment_key) + std::string(name) &&
                    !report.experiment(name))
                    if (auto added = add_experiment(report, part, other.id); !added)
                        return added;
    }
    return {};
}

} // namespace

const ExperimentResult* BenchmarkReport::experiment(std::string_view name) const {
    const auto found = std::ranges::find(experiments, name, [](const ReportExperiment& one) {
        return std::string_view(one.result.name);
    });
    return found == experiments.end() ? nullptr : &found->result;
}

std::uint64_t BenchmarkReport::run_of(std::string_view name) const {
    const auto found = std::ranges::find(experiments, name, [](const ReportExperiment& one) {
        return std::string_view(one.result.name);
    });
    return found == experiments.end() ? 0 : found->run;
}

std::string BenchmarkReport::why_not(std::string_view name) const {
    const auto gap = std::ranges::find(gaps, name, &ReportGap::experiment);
    if (gap == gaps.end())
        return {};
    if (gap->state == "failed")
        return ": " + gap->error;
    if (gap->state == "cancelled")
        return ": run cancelled";
    return gap->state == "running" ? ": under way" : ": not yet";
}

const ReportCell* BenchmarkReport::beside(const MatrixCell& cell, std::string_view policy) const {
    MatrixCell wanted = cell;
    wanted.policy = policy;
    const auto found = std::ranges::find(cells, wanted.key(),
                                         [](const ReportCell& one) { return one.cell.key(); });
    return found == cells.end() ? nullptr : &*found;
}

std::vector<std::pair<std::string, std::string>> BenchmarkReport::facts() const {
    std::vector<std::pair<std::string, std::string>> facts{
        {"run", fmt::format("{} ({})", run.id, run.kind)},
        {"workload", run.workload.empty() ? "none" : run.workload},
        {"date", fmt::format("{:%FT%TZ}",
                             fmt::gmtime(static_cast<std::time_t>(run.started_us / 1'000'000)))},
        {"machine", text_of(machine)}};
    for (const auto& [name, value] : settings)
        if (name != "workload")
            facts.emplace_back(words_of(name), with_short_hashes(value));
    return facts;
}

Result<BenchmarkReport> load_report(const RunLibrary& library, std::uint64_t run) {
    BenchmarkReport report;
    auto info = library.info(run);
    if (!info)
        return tl::unexpected(info.error());
    report.run = std::move(*info);
    if (report.run.kind != benchmark_kind && report.run.kind != "replay")
        return fail(ErrorCode::invalid_argument,
                    fmt::format("Run {} is a {}; reports are made of benchmarks and replays.", run,
                                report.run.kind));
    auto machine = machine_from_json(report.run.machine);
    if (!machine)
        return tl::unexpected(machine.error());
    report.machine = std::move(*machine);
    report.this_machine = report.machine == this_machine();
    report.settings = settings_of(report.run.settings);
    const auto parts = library.parts(run);
    if (!parts)
        return tl::unexpected(parts.error());
    for (const RunPart& part : *parts)
        if (auto added = add_part(report, part); !added)
            return tl::unexpected(added.error());
    if (auto borrowed = borrow(report, library); !borrowed)
        return tl::unexpected(borrowed.error());
    return report;
}

std::string text_of(const MatrixCell& cell) {
    const std::string rule =
        cell.adaptive
            ? fmt::format("adaptive {}", cell.adaptive->max_error)
            : fmt::format("{:.2f} ({} bits)", similarity_of(cell.radius, cell.bits), cell.radius);
    return fmt::format("{}, {} entries, {}", cell.policy, cell.capacity, rule);
}

Result<MatrixCell> matrix_cell_from_key(std::string_view key) {
    std::map<std::string_view, std::string_view> fields;
    for (std::size_t at = 0; at < key.size();) {
        const std::size_t end = std::min(key.find(' ', at), key.size());
        const std::string_view field = key.substr(at, end - at);
        const std::size_t equals = field.find('=');
        if (equals != std::string_view::npos)
            fields[field.substr(0, equals)] = field.substr(equals + 1);
        at = end + 1;
    }
    MatrixCell cell;
    cell.encoder = fields["encoder"];
    cell.policy = fields["policy"];
    bool read = !cell.encoder.empty() && !cell.policy.empty() &&
                read_number(fields["bits"], cell.bits) &&
                read_number(fields["radius"], cell.radius) &&
                read_number(fields["capacity"], cell.capacity);
    if (read && fields.contains("adaptive")) {
        cell.adaptive = AdaptiveSettings{.bits = cell.bits, .reach = cell.radius};
        cell.adaptive->insert = fields["insert"] == "wrong"
                                    ? AdaptiveSettings::Insert::when_nearest_wrong
                                    : AdaptiveSettings::Insert::every_miss;
        read = read_number(fields["adaptive"], cell.adaptive->max_error);
    }
    if (!read)
        return fail(ErrorCode::wrong_format, fmt::format("'{}' names no cell of a matrix.", key));
    return cell;
}

} // namespace bsc

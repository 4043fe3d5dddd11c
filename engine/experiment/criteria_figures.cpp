// Where each success criterion finds its figure in a report.
#include "engine/cache/binary_cache.h"
#include "engine/experiment/benchmark.h"
#include "engine/experiment/benchmark_report.h"
#include "engine/experiment/benchmark_sizes.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace bsc {
namespace {

constexpr double us_a_ms = 1000;
/// With fewer, a gain over LRU says little.
constexpr std::uint64_t enough_hits = 100;

std::optional<double> scaled(std::optional<double> value, double factor) {
    if (value)
        *value *= factor;
    return value;
}

Figure missing(std::string why) { return {{}, 0, {}, {}, std::move(why)}; }

/// Where an experiment was run, when not in the run that is reported.
std::string taken_in(const BenchmarkReport& report, std::string_view experiment) {
    const std::uint64_t run = report.run_of(experiment);
    return run == report.run.id ? "" : fmt::format(", from run {}", run);
}

const ResultTable* table_of(const BenchmarkReport& report, std::string_view experiment,
                            std::string_view table) {
    const ExperimentResult* result = report.experiment(experiment);
    return result ? result->table(table) : nullptr;
}

std::uint64_t setting_of(const BenchmarkReport& report, std::string_view experiment,
                         std::string_view name) {
    if (const ExperimentResult* result = report.experiment(experiment))
        for (const auto& [key, value] : result->settings)
            if (const auto* number = std::get_if<std::int64_t>(&value); number && key == name)
                return static_cast<std::uint64_t>(*number);
    return 0;
}

Figure per_cent(const ShareInterval& interval, std::uint64_t trials, std::string basis) {
    return {100 * interval.share, trials, 100 * interval.lower, 100 * interval.upper,
            std::move(basis)};
}

// --- From a cell --------------------------------------------------------------------------------

Figure cell_hits(const CellFigures& figures) {
    return per_cent(share_interval(figures.hits, figures.requests), figures.requests,
                    "requests replayed in order, cold start included");
}

Figure wrong_of(std::uint64_t wrong, std::uint64_t judged) {
    if (judged == 0)
        return missing("no hit has classes to judge by");
    return per_cent(share_interval(wrong, judged), judged,
                    "of the hits whose requests have a class");
}

Figure cost_of(double saved_share, std::uint64_t tokens, std::uint64_t requests) {
    if (tokens == 0)
        return missing("the workload has no token counts");
    return {100 * saved_share,
            requests,
            {},
            {},
            fmt::format("share of {} answer tokens that came from the cache", tokens)};
}

Figure cell_over_lru(const BenchmarkReport& report, const ReportCell& cell) {
    if (cell.cell.policy == "lru")
        return missing("the cell is LRU itself");
    const ReportCell* lru = report.beside(cell.cell, "lru");
    if (!lru || !lru->figures || lru->figures->hits == 0)
        return missing("LRU was not replayed beside it");
    if (lru->figures->hits < enough_hits)
        return missing(
            fmt::format("LRU has only {} hits there: too few to compare with", lru->figures->hits));
    if (cell.figures->evictions == 0)
        return missing("the cache was never full, so that all policies are alike");
    return {100 * (cell.figures->hit_rate() / lru->figures->hit_rate() - 1),
            cell.figures->requests,
            {},
            {},
            fmt::format("{} over {:.1f} % of LRU, relative", text_of(cell.cell),
                        100 * lru->figures->hit_rate())};
}

/// The cell whose gain over LRU stands for the default settings: default policy and radius at the
/// middle capacity.
const ReportCell* usual_cell(const BenchmarkReport& report) {
    const CacheConfig usual;
    unsigned radius = 0;
    for (const auto& [name, value] : report.settings)
        if (name == "default_radius")
            std::from_chars(value.data(), value.data() + value.size(), radius);
    std::vector<const ReportCell*> found;
    for (const ReportCell& cell : report.cells)
        if (cell.figures && cell.cell.policy == usual.policy && !cell.cell.adaptive &&
            (radius == 0 || cell.cell.radius == radius))
            found.push_back(&cell);
    std::ranges::sort(found, {}, [](const ReportCell* one) { return one->cell.capacity; });
    return found.empty() ? nullptr : found[found.size() / 2];
}

// --- From experiments ---------------------------------------------------------------------------

Figure added_latency(const BenchmarkReport& report) {
    const ResultTable* table = table_of(report, "default replay", "added latency");
    if (!table || table->rows.empty())
        return missing("the default replay was not run" + report.why_not("default replay"));
    Figure figure;
    std::string slower;
    for (std::size_t row = 0; row < table->rows.size(); ++row) {
        const auto p99 = table->number(row, "p99");
        figure.samples += static_cast<std::uint64_t>(table->number(row, "samples").value_or(0));
        if (p99 && (!figure.value || *p99 / us_a_ms > *figure.value)) {
            figure.value = *p99 / us_a_ms;
            slower = table->text(row, "verdict");
        }
    }
    figure.basis =
        fmt::format("{}, the slower kind: embed, project, look up{}; default settings; "
                    "without the socket's share",
                    slower == "hit" ? "hits" : "misses", slower == "hit" ? "" : ", store");
    return figure;
}

Figure memory(const BenchmarkReport& report) {
    const ResultTable* table = table_of(report, "memory", "per entry");
    if (!table)
        return missing("memory was not measured" + report.why_not("memory"));
    for (std::size_t row = 0; row < table->rows.size(); ++row)
        if (table->text(row, "part") == "all" &&
            table->number(row, "entries") == static_cast<double>(memory_entries))
            return {table->number(row, "per_100000"),
                    memory_entries,
                    {},
                    {},
                    fmt::format("resident memory of a full cache with answers of {} bytes and "
                                "prompts of {}{}",
                                setting_of(report, "memory", "answer_bytes"),
                                setting_of(report, "memory", "prompt_bytes"),
                                taken_in(report, "memory"))};
    return missing("memory was not measured at 100 000 entries");
}

/// A column of the eviction costs of a policy at 10 000 entries.
Figure eviction_cost(const BenchmarkReport& report, const std::string& policy,
                     std::string_view column, double scale, std::string_view what) {
    const ResultTable* table = table_of(report, "eviction", "cost");
    if (table)
        for (std::size_t row = 0; row < table->rows.size(); ++row)
            if (table->text(row, "policy") == policy &&
                table->number(row, "entries") == static_cast<double>(evict_entries))
                return {scaled(table->number(row, column), scale),
                        setting_of(report, "eviction", "cost_rounds"),
                        {},
                        {},
                        fmt::format("{} {}{}", policy, what, taken_in(report, "eviction"))};
    return missing(table ? fmt::format("eviction by {} was not measured", policy)
                         : "eviction was not measured" + report.why_not("eviction"));
}

Figure project_time(const BenchmarkReport& report) {
    Figure figure = missing("projection was not measured" + report.why_not("projection"));
    if (const ResultTable* table = table_of(report, "projection", "time per embedding"))
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            const auto p99 = table->number(row, "p99");
            if (table->text(row, "engine") != "projection" || table->number(row, "at_once") != 1 ||
                table->number(row, "bits") != default_code_bits || !p99 ||
                (figure.value && *p99 / us_a_ms <= *figure.value))
                continue;
            figure = {*p99 / us_a_ms,
                      static_cast<std::uint64_t>(table->number(row, "samples").value_or(0)),
                      {},
                      {},
                      fmt::format("{:.0f} floats to 256 bits{}",
                                  table->number(row, "dim").value_or(0),
                                  taken_in(report, "projection"))};
        }
    return figure;
}

Figure look_up_time(const BenchmarkReport& report) {
    Figure figure = missing("look-up was not measured" + report.why_not("hamming"));
    if (const ResultTable* table = table_of(report, "hamming", "look-up"))
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            const auto p99 = table->number(row, "p99");
            if (table->text(row, "engine") != "index" || !p99 ||
                table->number(row, "entries") != static_cast<double>(look_up_entries) ||
                (figure.value && *p99 / us_a_ms <= *figure.value))
                continue;
            figure = {*p99 / us_a_ms,
                      setting_of(report, "hamming", "repeats"),
                      {},
                      {},
                      fmt::format("slowest of four kinds of codes: {}{}",
                                  table->text(row, "workload"), taken_in(report, "hamming"))};
        }
    return figure;
}

/// The five that no workload and no threshold changes.
void add_engine_figures(const BenchmarkReport& report, const std::string& policy,
                        std::vector<Figure>& figures) {
    figures.push_back(eviction_cost(report, policy, "batch_p99", 1 / us_a_ms,
                                    "choosing and dropping 100 of 10 000"));
    figures.push_back(eviction_cost(report, policy, "share_of_entry", 1,
                                    "at 10 000 entries of 1.2 KB, what it remembers of evicted "
                                    "ones included"));
    if (figures.back().value)
        figures.back().samples = evict_entries;
    figures.push_back(project_time(report));
    figures.push_back(look_up_time(report));
}

/// Rates of the default settings, as the default replay found them.
struct DefaultRates {
    Figure hits, wrong, cost;
};

DefaultRates default_rates(const BenchmarkReport& report) {
    const ResultTable* table = table_of(report, "default replay", "decisions");
    if (!table || table->rows.empty()) {
        const Figure none =
            missing("the default settings were not replayed" + report.why_not("default replay"));
        return {none, none, none};
    }
    const auto number = [&](std::string_view name) { return table->number(0, name).value_or(0); };
    const auto whole = [&](std::string_view name) {
        return static_cast<std::uint64_t>(number(name));
    };
    DefaultRates rates;
    rates.hits = {100 * number("hit_rate"), whole("requests"), 100 * number("hit_lower"),
                  100 * number("hit_upper"),
                  "requests replayed in order with the default settings, cold start included"};
    rates.wrong = missing("no hit has classes to judge by");
    if (table->number(0, "wrong_hit_rate"))
        rates.wrong = {100 * number("wrong_hit_rate"), whole("judged_hits"),
                       100 * number("wrong_lower"), 100 * number("wrong_upper"),
                       "of the hits whose requests have a class"};
    rates.cost = cost_of(number("saved_tokens"), whole("requested_tokens"), whole("requests"));
    return rates;
}

CriteriaVerdicts judge_defaults(const BenchmarkReport& report) {
    DefaultRates rates = default_rates(report);
    const ReportCell* usual = usual_cell(report);
    std::vector<Figure> figures{
        std::move(rates.hits), added_latency(report), memory(report), std::move(rates.cost),
        usual ? cell_over_lru(report, *usual)
              : missing("the matrix has no done cell with the default settings")};
    add_engine_figures(report, CacheConfig{}.policy, figures);
    return judge_all(fmt::format("default settings, {} entries", CacheConfig{}.max_entries),
                     std::move(figures), std::move(rates.wrong));
}

} // namespace

CriteriaVerdicts judge_report(const BenchmarkReport& report, std::optional<std::size_t> chosen) {
    if (!chosen || *chosen >= report.cells.size() || !report.cells[*chosen].figures)
        return judge_defaults(report);
    const ReportCell& cell = report.cells[*chosen];
    const CellFigures& of = *cell.figures;
    const double saved = of.requested_tokens == 0 ? 0
                                                  : static_cast<double>(of.saved_tokens) /
                                                        static_cast<double>(of.requested_tokens);
    std::vector<Figure> figures{cell_hits(of), added_latency(report), memory(report),
                                cost_of(saved, of.requested_tokens, of.requests),
                                cell_over_lru(report, cell)};
    add_engine_figures(report, cell.cell.policy, figures);
    return judge_all(text_of(cell.cell), std::move(figures),
                     wrong_of(of.wrong_hits, of.judged_hits));
}

} // namespace bsc

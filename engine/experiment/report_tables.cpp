#include "engine/experiment/report_tables.h"

#include "engine/code/similarity.h"
#include "engine/experiment/report_matrix.h"

#include <chrono>
#include <fmt/chrono.h>

namespace bsc {
namespace {

Cell cell_of(const std::optional<double>& value) { return value ? Cell(*value) : Cell(); }
Cell count(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Cell text_or_nothing(std::string text) { return text.empty() ? Cell() : Cell(std::move(text)); }

std::string rule_of(const MatrixCell& cell) {
    return cell.adaptive ? fmt::format("adaptive {}", cell.adaptive->max_error)
                         : fmt::format("{:.2f}", similarity_of(cell.radius, cell.bits));
}

} // namespace

std::string title_of(const BenchmarkReport& report) {
    return fmt::format("{} {}: {}", report.run.kind == "replay" ? "Replay" : "Benchmark",
                       report.run.id, report.run.name);
}

std::string sample_text(const Figure& figure, int decimals) {
    std::string text = figure.basis;
    if (figure.value)
        text = fmt::format("n = {}; {}", figure.samples, text);
    if (figure.lower && figure.upper)
        text = fmt::format("90 % interval {:.{}f} to {:.{}f}, {}", *figure.lower, decimals,
                           *figure.upper, decimals, text);
    return text;
}

bool is_plotted(const ResultTable& table) { return table.name.ends_with("slower than"); }

ResultTable criteria_table(const CriteriaVerdicts& verdicts) {
    ResultTable table{.name = "success criteria",
                      .columns = {{"criterion", ""},
                                  {"unit", ""},
                                  {"minimum", "", 0},
                                  {"target", "", 0},
                                  {"stretch", "", 0},
                                  {"measured", "", 3},
                                  {"lower", "", 2},
                                  {"upper", "", 2},
                                  {"samples", ""},
                                  {"verdict", ""},
                                  {"basis", ""}},
                      .rows = {},
                      .notes = {}};
    const auto add = [&](std::string title, std::string unit, const Figure& figure,
                         const Criterion* criterion, Cell verdict) {
        table.rows.push_back({std::move(title), std::move(unit),
                              criterion ? cell_of(criterion->minimum) : Cell(),
                              criterion ? cell_of(criterion->target) : Cell(),
                              criterion ? cell_of(criterion->stretch) : Cell(),
                              cell_of(figure.value), cell_of(figure.lower), cell_of(figure.upper),
                              figure.value ? count(figure.samples) : Cell(), std::move(verdict),
                              text_or_nothing(figure.basis)});
    };
    for (const CriterionResult& one : verdicts.results) {
        const Criterion& criterion = *one.criterion;
        add(std::string(criterion.title), std::string(criterion.unit), one.figure, &criterion,
            words_of(criterion, one.verdict));
        if (criterion.id == CriterionId::hit_rate)
            add("Wrong hits", "%", verdicts.wrong_hits, nullptr, {});
    }
    table.notes = {
        fmt::format("{}: {} of {} on target; {}.", verdicts.subject, verdicts.on_target(),
                    verdicts.results.size(), name_of(verdicts.decision())),
        "go: all are measured and none lies below its minimum or misses its limit. lower to upper: "
        "90 % interval."};
    return table;
}

ResultTable report_matrix_table(const BenchmarkReport& report) {
    ResultTable table{.name = "matrix",
                      .columns = {{"encoder", ""},
                                  {"bits", ""},
                                  {"entries", ""},
                                  {"threshold", ""},
                                  {"radius", "bits"},
                                  {"policy", ""},
                                  {"state", ""},
                                  {"requests", ""},
                                  {"hit_rate", "%"},
                                  {"over_lru", "%", 1},
                                  {"wrong_hits", "%"},
                                  {"wrong_lower", "%"},
                                  {"wrong_upper", "%"},
                                  {"judged_hits", ""},
                                  {"saved", "%"},
                                  {"evict_p99", "ms", 3}},
                      .rows = {},
                      .notes = {"over_lru is relative. clairvoyant knows the future: an upper "
                                "bound, judged by no classes."}};
    for (const ReportCell& one : report.cells) {
        const MatrixCell& cell = one.cell;
        const ReportCell* lru = report.beside(cell, "lru");
        std::optional<double> over;
        if (one.figures && lru && lru->figures && lru->figures->hits > 0 && cell.policy != "lru")
            over = 100 * (one.figures->hit_rate() / lru->figures->hit_rate() - 1);
        const auto of = [&](MatrixFigure figure) { return cell_of(figure_of(one, figure)); };
        const bool judged = one.figures && one.figures->judged_hits > 0;
        const ShareInterval wrong = judged ? one.figures->wrong_share() : ShareInterval{};
        table.rows.push_back(
            {cell.encoder, count(cell.bits), count(cell.capacity), rule_of(cell),
             count(cell.radius), cell.policy, one.state,
             one.figures ? count(one.figures->requests) : Cell(), of(MatrixFigure::hit_rate),
             cell_of(over), of(MatrixFigure::wrong_hits), judged ? Cell(100 * wrong.lower) : Cell(),
             judged ? Cell(100 * wrong.upper) : Cell(),
             one.figures ? count(one.figures->judged_hits) : Cell(), of(MatrixFigure::saved),
             of(MatrixFigure::evict_p99)});
        if (!one.error.empty())
            table.notes.push_back(cell.key() + ": " + one.error);
    }
    return table;
}

std::vector<ResultTable> experiment_tables(const BenchmarkReport& report) {
    std::vector<ResultTable> tables;
    for (const ReportExperiment& one : report.experiments)
        for (ResultTable table : one.result.tables) {
            table.name = one.result.name + ": " + table.name;
            if (one.run != report.run.id)
                table.notes.push_back(fmt::format("Taken in run {}.", one.run));
            tables.push_back(std::move(table));
        }
    return tables;
}

ExperimentResult report_tables(const BenchmarkReport& report, std::optional<std::size_t> cell) {
    ExperimentResult result;
    result.name = fmt::format("{} {}", report.run.kind, report.run.id);
    result.started_utc = fmt::format(
        "{:%FT%TZ}", fmt::gmtime(static_cast<std::time_t>(report.run.started_us / 1'000'000)));
    if (report.run.finished_us)
        result.took_seconds =
            static_cast<double>(*report.run.finished_us - report.run.started_us) / 1e6;
    result.machine = report.machine;
    result.build =
        report.experiments.empty() ? this_build() : report.experiments.front().result.build;
    result.settings.emplace_back("workload", report.run.workload);
    result.settings.emplace_back("run", count(report.run.id));
    for (const auto& [name, value] : report.settings)
        if (name != "workload")
            result.settings.emplace_back(name, value);
    result.tables.push_back(criteria_table(judge_report(report, cell)));
    if (!report.cells.empty())
        result.tables.push_back(report_matrix_table(report));
    for (ResultTable& table : experiment_tables(report))
        result.tables.push_back(std::move(table));
    if (report.parts_done < report.parts)
        result.tables.front().notes.push_back(
            fmt::format("{} of {} parts of the run are done.", report.parts_done, report.parts));
    if (!report.this_machine)
        result.tables.front().notes.push_back(
            "Measured on another machine than the one this is read on.");
    return result;
}

} // namespace bsc

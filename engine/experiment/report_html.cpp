#include "engine/experiment/report_html.h"

#include "engine/code/similarity.h"
#include "engine/experiment/report_matrix.h"
#include "engine/experiment/report_tables.h"

#include <algorithm>
#include <fmt/format.h>

namespace bsc {
namespace {

constexpr std::string_view style = R"css(
:root { color-scheme: light; }
body { font: 14px/1.45 Inter, "Helvetica Neue", Arial, sans-serif; color: #1A202B; background: #fff;
  max-width: 1080px; margin: 32px auto; padding: 0 24px; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 32px 0 8px; }
h3 { font-size: 13px; margin: 20px 0 4px; }
p, li { color: #465060; } .mono, td.n, td.m { font-family: "JetBrains Mono", Consolas, monospace; font-size: 12px; }
table { border-collapse: collapse; } th, td { padding: 3px 10px 3px 0; text-align: left; vertical-align: top; }
th { font-size: 11px; font-weight: 500; color: #5C6675; border-bottom: 1px solid #D9DEE5; }
td.n { text-align: right; white-space: nowrap; } th.n { text-align: right; }
td.m { text-align: center; padding: 4px 10px; border: 2px solid #fff; }
td.best { outline: 2px solid #00695A; outline-offset: -2px; font-weight: 700; }
td.bound { color: #5C6675; } tr { break-inside: avoid; }
.bar { position: relative; width: 220px; height: 9px; background: #E7EAEF; margin-top: 6px; }
.bar i { position: absolute; left: 0; top: 0; bottom: 0; }
.bar b { position: absolute; top: -3px; bottom: -3px; width: 1px; background: #1A202B; }
.good { color: #00695A; } .fair { color: #845000; } .bad { color: #A0141C; } .none { color: #5C6675; }
.small { font-size: 12px; color: #5C6675; } .scroll { overflow-x: auto; }
.pictures { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 32px; }
figure { margin: 8px 0; break-inside: avoid; } figure h3 { margin: 8px 0 0; }
figcaption { font-size: 12px; color: #5C6675; } svg { width: 100%; height: auto; }
svg text { font-family: Inter, "Helvetica Neue", Arial, sans-serif; } .line { white-space: nowrap; }
.facts { columns: 2; column-gap: 32px; margin: 12px 0; }
.facts div { display: flex; break-inside: avoid; } .facts dt { flex: 0 0 120px; color: #5C6675; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 760px) { .pictures { grid-template-columns: 1fr; } .facts { columns: 1; } }
@page { size: A4 landscape; margin: 14mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } .scroll { overflow: visible; } }
)css";

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text)
        switch (c) {
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '&':
            safe += "&amp;";
            break;
        case '"':
            safe += "&quot;";
            break;
        default:
            safe += c;
        }
    return safe;
}

struct Look {
    std::string_view css, color, glyph;
};
Look look_of(CriterionVerdict verdict) {
    switch (verdict) {
    case CriterionVerdict::stretch:
        return {"good", "#0E9C82", "&#10003;&#10003;"};
    case CriterionVerdict::target:
        return {"good", "#0E9C82", "&#10003;"};
    case CriterionVerdict::minimum:
        return {"fair", "#C07600", "&#9680;"};
    case CriterionVerdict::missed:
        return {"bad", "#A0141C", "&#10007;"};
    default:
        return {"none", "#75839B", "&#8211;"};
    }
}

std::string bar_of(const CriterionResult& one) {
    const Look look = look_of(one.verdict);
    std::string bar = "<div class=\"bar\">";
    if (one.figure.value)
        bar += fmt::format("<i style=\"width:{:.1f}%;background:{}\"></i>",
                           100 * place_on_bar(*one.criterion, *one.figure.value), look.color);
    const std::vector<double> ticks =
        one.criterion->is_limit() ? std::vector<double>{50} : std::vector<double>{25, 50, 75};
    for (const double tick : ticks)
        bar += fmt::format("<b style=\"left:{}%\"></b>", tick);
    return bar + "</div>";
}

std::string marks_of(const Criterion& criterion) {
    const auto unit = criterion.unit;
    if (criterion.is_limit())
        return fmt::format("{}{} {}", criterion.more_is_better ? "+" : "&lt; ", *criterion.target,
                           unit);
    return fmt::format("{} / {} / {} {}", *criterion.minimum, *criterion.target, *criterion.stretch,
                       unit);
}

std::string criteria(const CriteriaVerdicts& verdicts) {
    std::string html = fmt::format(
        "<h2>Success criteria: {}</h2><p><b>{} of {} on target: {}.</b> Go needs every criterion "
        "measured, none below its minimum and no limit missed. Bars: minimum, target and stretch "
        "always in the same places, better to the right.</p><table><tr><th>criterion</th>"
        "<th>minimum / target / stretch</th><th></th><th class=\"n\">measured</th><th>verdict</th>"
        "<th>on what</th></tr>\n",
        escaped(verdicts.subject), verdicts.on_target(), verdicts.results.size(),
        name_of(verdicts.decision()));
    for (const CriterionResult& one : verdicts.results) {
        const Criterion& criterion = *one.criterion;
        const Look look = look_of(one.verdict);
        html += fmt::format("<tr><td class=\"line\">{}</td><td class=\"small\">{}</td><td>{}</td>"
                            "<td class=\"n\">{}</td><td class=\"line {}\">{} {}</td><td "
                            "class=\"small\">{}</td></tr>\n",
                            criterion.title, marks_of(criterion), bar_of(one),
                            one.figure.value ? text_of(criterion, one.figure.value) : "", look.css,
                            look.glyph, words_of(criterion, one.verdict),
                            escaped(sample_text(one.figure, criterion.decimals)));
        if (criterion.id == CriterionId::hit_rate)
            html += fmt::format(
                "<tr><td>Wrong hits</td><td></td><td></td><td class=\"n\">{}</td><td>{}</td>"
                "<td class=\"small\">{}</td></tr>\n",
                verdicts.wrong_hits.value ? fmt::format("{:.1f} %", *verdicts.wrong_hits.value)
                                          : "",
                verdicts.wrong_hits.value ? "" : "not measured",
                escaped(sample_text(verdicts.wrong_hits, 1)));
    }
    return html + "</table>\n";
}

/// Near-white to green for a share 0..1, or to red where more is worse.
std::string tint(double share, bool more_is_better) {
    const auto mix = [&](int from, int to) { return static_cast<int>(from + share * (to - from)); };
    return more_is_better ? fmt::format("#{:02X}{:02X}{:02X}", mix(0xF2, 0x7C), mix(0xFA, 0xCB),
                                        mix(0xF8, 0xBD))
                          : fmt::format("#{:02X}{:02X}{:02X}", mix(0xFC, 0xE3), mix(0xF5, 0xA9),
                                        mix(0xF5, 0xAB));
}

std::string matrix_of_figure(const BenchmarkReport& report, const ReportMatrix& matrix,
                             MatrixFigure figure, std::string_view title, int decimals) {
    const bool more = figure == MatrixFigure::hit_rate || figure == MatrixFigure::saved;
    double low = 1e300, high = -1e300;
    for (const ReportCell& cell : report.cells)
        if (const auto value = figure_of(cell, figure)) {
            low = std::min(low, *value);
            high = std::max(high, *value);
        }
    if (high < low)
        return {};
    std::string html =
        fmt::format("<h3>{}</h3><div class=\"scroll\"><table><tr><th>policy</th>", title);
    for (const MatrixColumn& column : matrix.columns)
        html += fmt::format("<th>{} entries<br>{}</th>", column.of.capacity,
                            column.of.adaptive
                                ? fmt::format("adaptive {}", column.of.adaptive->max_error)
                                : fmt::format("{:.2f} ({} bits)",
                                              similarity_of(column.of.radius, column.of.bits),
                                              column.of.radius));
    html += "</tr>\n";
    for (std::size_t row = 0; row < matrix.policies.size(); ++row) {
        html += fmt::format("<tr><td>{}</td>", escaped(matrix.policies[row]));
        for (std::size_t c = 0; c < matrix.columns.size(); ++c) {
            const auto at = matrix.cells[row][c];
            const auto value = at ? figure_of(report.cells[*at], figure) : std::nullopt;
            if (!value)
                html += fmt::format(
                    "<td class=\"m small\">{}</td>",
                    at ? escaped(report.cells[*at].state == "done" ? "–" : report.cells[*at].state)
                       : "");
            else
                html += fmt::format("<td class=\"m{}\" style=\"background:{}\">{:.{}f}</td>",
                                    best_in(matrix, report, c, figure) == at ? " best" : "",
                                    tint(high > low ? (*value - low) / (high - low) : 0, more),
                                    *value, decimals);
        }
        html += "</tr>\n";
    }
    const bool bounded = figure == MatrixFigure::hit_rate &&
                         std::ranges::any_of(matrix.columns, [](const MatrixColumn& column) {
                             return column.bound.has_value();
                         });
    if (bounded) {
        html += "<tr><td class=\"bound\">clairvoyant bound</td>";
        for (const MatrixColumn& column : matrix.columns) {
            const auto value =
                column.bound ? figure_of(report.cells[*column.bound], figure) : std::nullopt;
            html += fmt::format("<td class=\"m bound\">{}</td>",
                                value ? fmt::format("{:.{}f}", *value, decimals) : "–");
        }
        html += "</tr>\n";
    }
    return html + "</table></div>\n";
}

std::string matrices(const BenchmarkReport& report) {
    const ReportMatrix matrix = matrix_of(report);
    if (matrix.columns.empty())
        return {};
    return "<h2>Results: policy, capacity, threshold</h2><p>Outlined: the best in its column.</p>" +
           matrix_of_figure(report, matrix, MatrixFigure::hit_rate, "Hit rate, %", 1) +
           matrix_of_figure(report, matrix, MatrixFigure::wrong_hits,
                            "Wrong hits, % of the judged hits", 1) +
           matrix_of_figure(report, matrix, MatrixFigure::saved, "Answer tokens saved, %", 1) +
           matrix_of_figure(report, matrix, MatrixFigure::evict_p99, "Evicting, p99, ms", 3);
}

std::string table_html(const ResultTable& table) {
    std::string html =
        fmt::format("<h3>{}</h3><div class=\"scroll\"><table><tr>", escaped(table.name));
    for (const Column& column : table.columns)
        html += fmt::format("<th>{}{}</th>", escaped(column.name),
                            column.unit.empty() ? "" : fmt::format(" [{}]", escaped(column.unit)));
    html += "</tr>\n";
    for (const auto& row : table.rows) {
        html += "<tr>";
        for (std::size_t c = 0; c < row.size(); ++c)
            html += fmt::format("<td{}>{}</td>", row[c].index() == 3 ? "" : " class=\"n\"",
                                escaped(to_text(row[c], table.columns[c].decimals)));
        html += "</tr>\n";
    }
    html += "</table></div>\n";
    for (const std::string& note : table.notes)
        html += fmt::format("<p class=\"small\">{}</p>\n", escaped(note));
    return html;
}

std::string facts_html(const BenchmarkReport& report) {
    std::string html = "<dl class=\"facts\">\n";
    for (const auto& [name, value] : report.facts())
        html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(value));
    html += "</dl>\n";
    if (!report.this_machine)
        html += "<p class=\"fair\">Measured on another machine than the one this page was made "
                "on.</p>\n";
    if (report.parts_done < report.parts)
        html += fmt::format("<p class=\"fair\">{} of {} parts of the run are done.</p>\n",
                            report.parts_done, report.parts);
    return html;
}

} // namespace

std::string report_html(const BenchmarkReport& report, std::span<const ReportPicture> pictures,
                        std::optional<std::size_t> cell) {
    const std::string title = title_of(report);
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
        "name=\"viewport\" content=\"width=device-width\">\n<meta name=\"generator\" "
        "content=\"Binary Semantic Cache Workbench {}\">\n<title>{}</title>\n<style>{}</style>\n"
        "</head>\n<body>\n<h1>{}</h1>\n",
        this_build().version, escaped(title), style, escaped(title));
    html += facts_html(report) + criteria(judge_report(report, cell)) + matrices(report);
    if (!pictures.empty())
        html += "<h2>Speed and memory</h2><div class=\"pictures\">\n";
    for (const ReportPicture& picture : pictures)
        html += fmt::format("<figure><h3>{}</h3><figcaption>{}</figcaption>{}</figure>\n",
                            escaped(picture.title), escaped(picture.caption), picture.svg);
    if (!pictures.empty())
        html += "</div>\n";
    html += "<h2>All figures</h2>\n";
    for (const ResultTable& table : experiment_tables(report))
        if (pictures.empty() || !is_plotted(table))
            html += table_html(table);
    if (!report.cells.empty())
        html += table_html(report_matrix_table(report));
    return html + "</body>\n</html>\n";
}

} // namespace bsc

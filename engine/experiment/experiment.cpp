#include "engine/experiment/experiment.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/format.h>

namespace bsc {
namespace {

namespace json = boost::json;

// --- JSON ---------------------------------------------------------------------------------------

json::value to_value(const Cell& cell) {
    return std::visit(
        [](const auto& value) -> json::value {
            using Value = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::monostate>)
                return nullptr;
            else if constexpr (std::is_same_v<Value, double>)
                return std::isfinite(value) ? json::value(value) : json::value(nullptr);
            else
                return json::value(value);
        },
        cell);
}

json::object to_value(const ResultTable& table) {
    json::object units, decimals;
    for (const Column& column : table.columns) {
        units[column.name] = column.unit;
        decimals[column.name] = column.decimals;
    }
    json::array rows;
    for (const auto& cells : table.rows) {
        json::object row;
        for (std::size_t c = 0; c < cells.size(); ++c)
            row[table.columns[c].name] = to_value(cells[c]);
        rows.push_back(std::move(row));
    }
    return {{"name", table.name},
            {"units", std::move(units)},
            {"decimals", std::move(decimals)},
            {"rows", std::move(rows)},
            {"notes", json::array(table.notes.begin(), table.notes.end())}};
}

json::object to_value(const ExperimentResult& result) {
    json::object settings;
    for (const auto& [name, value] : result.settings)
        settings[name] = to_value(value);
    json::array tables;
    for (const ResultTable& table : result.tables)
        tables.push_back(to_value(table));
    return {{"experiment", result.name},
            {"started_utc", result.started_utc},
            {"took_seconds", result.took_seconds},
            {"machine", json::parse(to_json(result.machine))},
            {"build",
             {{"version", result.build.version},
              {"compiler", result.build.compiler},
              {"type", result.build.type}}},
            {"settings", std::move(settings)},
            {"tables", std::move(tables)}};
}

/// Boost.JSON 1.81 writes no indentation and every double with an exponent.
class Printer {
  public:
    std::string text;

    /// A member of a list stays on one line: a table's row is one.
    void print(const json::value& value, std::size_t indent, bool one_line) {
        if (const json::object* object = value.if_object())
            print_members(*object, "{}", indent, one_line, [&](const auto& member) {
                text += json::serialize(json::string(member.key())) + ": ";
                print(member.value(), indent + 1, one_line);
            });
        else if (const json::array* array = value.if_array())
            print_members(*array, "[]", indent, one_line, [&](const json::value& member) {
                print(member, indent + 1, !holds_list(member));
            });
        else if (const double* number = value.if_double())
            text += fmt::format("{}", *number);
        else
            text += json::serialize(value);
    }

  private:
    static bool holds_list(const json::value& value) {
        const json::object* object = value.if_object();
        return object && std::ranges::any_of(
                             *object, [](const auto& member) { return member.value().is_array(); });
    }

    template <class Members, class Print>
    void print_members(const Members& members, std::string_view brackets, std::size_t indent,
                       bool one_line, Print print_member) {
        const std::string inner = one_line ? " " : "\n" + std::string(2 * (indent + 1), ' ');
        text += brackets[0];
        bool first = true;
        for (const auto& member : members) {
            text += first ? (one_line ? "" : inner) : "," + inner;
            first = false;
            print_member(member);
        }
        if (!first && !one_line)
            text += "\n" + std::string(2 * indent, ' ');
        text += brackets[1];
    }
};

// --- Text ---------------------------------------------------------------------------------------

std::string table_text(const ResultTable& table) {
    std::vector<std::vector<std::string>> lines(1);
    for (const Column& column : table.columns)
        lines[0].push_back(column.unit.empty() ? column.name
                                               : fmt::format("{} [{}]", column.name, column.unit));
    for (const auto& row : table.rows) {
        auto& line = lines.emplace_back();
        for (std::size_t c = 0; c < row.size(); ++c)
            line.push_back(to_text(row[c], table.columns[c].decimals));
    }

    std::string text = table.name + '\n';
    for (const auto& line : lines) {
        for (std::size_t c = 0; c < line.size(); ++c) {
            const bool is_text = std::ranges::any_of(
                table.rows, [c](const auto& row) { return row[c].index() == 3; });
            std::size_t width = 0;
            for (const auto& other : lines)
                width = std::max(width, other[c].size());
            text += is_text ? fmt::format("  {:<{}}", line[c], width)
                            : fmt::format("  {:>{}}", line[c], width);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    for (const std::string& note : table.notes)
        text += "  * " + note + '\n';
    return text;
}

} // namespace

std::size_t ResultTable::column(std::string_view wanted) const {
    return static_cast<std::size_t>(std::ranges::find(columns, wanted, &Column::name) -
                                    columns.begin());
}

std::optional<double> ResultTable::number(std::size_t row, std::string_view wanted) const {
    const std::size_t c = column(wanted);
    if (c == columns.size())
        return std::nullopt;
    const Cell& cell = rows.at(row).at(c);
    if (const auto* whole = std::get_if<std::int64_t>(&cell))
        return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&cell))
        return *real;
    return std::nullopt;
}

std::string_view ResultTable::text(std::size_t row, std::string_view wanted) const {
    const std::size_t c = column(wanted);
    const auto* text =
        c == columns.size() ? nullptr : std::get_if<std::string>(&rows.at(row).at(c));
    return text ? std::string_view(*text) : std::string_view();
}

const ResultTable* ExperimentResult::table(std::string_view wanted) const {
    const auto found = std::ranges::find(tables, wanted, &ResultTable::name);
    return found == tables.end() ? nullptr : &*found;
}

std::string to_text(const Cell& cell, int decimals) {
    return std::visit(
        [&](const auto& value) -> std::string {
            using Value = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Value, std::monostate>)
                return "-";
            else if constexpr (std::is_same_v<Value, double>)
                return fmt::format("{:.{}f}", value, decimals);
            else
                return fmt::format("{}", value);
        },
        cell);
}

std::string to_json(const ExperimentResult& result) {
    Printer printer;
    printer.print(to_value(result), 0, false);
    return printer.text + '\n';
}

std::string to_text(const ExperimentResult& result) {
    std::string text = fmt::format(
        "{}: {}, {:.1f} s\n{}, {} cores, {:.1f} GiB, {}, {}\nbsc {}, {}, {}\n", result.name,
        result.started_utc, result.took_seconds, result.machine.cpu, result.machine.cores,
        static_cast<double>(result.machine.memory_bytes) / (1 << 30), result.machine.simd,
        result.machine.os, result.build.version, result.build.compiler, result.build.type);
    std::string settings;
    for (const auto& [name, value] : result.settings)
        settings += fmt::format("{}{} {}", settings.empty() ? "" : ", ", name, to_text(value, 2));
    text += settings + '\n';
    for (const ResultTable& table : result.tables)
        text += '\n' + table_text(table);
    return text;
}

} // namespace bsc

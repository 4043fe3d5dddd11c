#include "engine/experiment/experiment.h"

#include <boost/json.hpp>

namespace bsc {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) { return json::value_to<std::string>(value); }

/// A whole double is written without a point, so a column of times may hold both kinds of numbers:
/// ResultTable::number() reads either.
Cell cell_of(const json::value& value) {
    if (value.is_string())
        return text_of(value);
    if (value.is_double())
        return value.get_double();
    if (value.is_null())
        return {};
    return value.to_number<std::int64_t>();
}

Machine machine_of(const json::value& value) {
    return {.cpu = text_of(value.at("cpu")),
            .cores = value.at("cores").to_number<unsigned>(),
            .memory_bytes = value.at("memory_bytes").to_number<std::uint64_t>(),
            .os = text_of(value.at("os")),
            .simd = text_of(value.at("simd"))};
}

ResultTable table_of(const json::value& value) {
    ResultTable table;
    table.name = text_of(value.at("name"));
    for (const auto& unit : value.at("units").as_object())
        table.columns.push_back({unit.key(), text_of(unit.value()),
                                 value.at("decimals").at(unit.key()).to_number<int>()});
    for (const json::value& row : value.at("rows").as_array()) {
        auto& cells = table.rows.emplace_back();
        for (const Column& column : table.columns)
            cells.push_back(cell_of(row.at(column.name)));
    }
    for (const json::value& note : value.at("notes").as_array())
        table.notes.push_back(text_of(note));
    return table;
}

template <class Read>
auto read_json(std::string_view what, std::string_view text, Read read)
    -> Result<decltype(read(json::value()))> {
    try {
        return read(json::parse(text));
    } catch (const std::exception& wrong) {
        return fail(ErrorCode::wrong_format,
                    std::string(what) + " cannot be read: " + wrong.what() + ".");
    }
}

} // namespace

std::string to_json(const Machine& machine) {
    return json::serialize(json::value{{"cpu", machine.cpu},
                                       {"cores", machine.cores},
                                       {"memory_bytes", machine.memory_bytes},
                                       {"os", machine.os},
                                       {"simd", machine.simd}});
}

Result<Machine> machine_from_json(std::string_view text) {
    return read_json("The machine of a run", text, machine_of);
}

Result<ExperimentResult> experiment_from_json(std::string_view text) {
    return read_json("The saved figures of an experiment", text, [](const json::value& value) {
        ExperimentResult result;
        result.name = text_of(value.at("experiment"));
        result.started_utc = text_of(value.at("started_utc"));
        result.took_seconds = value.at("took_seconds").to_number<double>();
        result.machine = machine_of(value.at("machine"));
        const json::value& build = value.at("build");
        result.build = {text_of(build.at("version")), text_of(build.at("compiler")),
                        text_of(build.at("type"))};
        for (const auto& setting : value.at("settings").as_object())
            result.settings.emplace_back(setting.key(), cell_of(setting.value()));
        for (const json::value& table : value.at("tables").as_array())
            result.tables.push_back(table_of(table));
        return result;
    });
}

} // namespace bsc

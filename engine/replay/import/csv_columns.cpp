#include "engine/replay/import/csv_columns.h"

#include "engine/replay/import/time_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace bsc {
namespace {

struct Usual {
    std::string_view what;
    std::array<std::string_view, 7> names; ///< lower case, the likeliest first
};

constexpr std::array<Usual, 8> usual{{
    {"prompt", {"prompt", "question", "query", "text", "input", "message", "request"}},
    {"time", {"time", "t", "timestamp", "created_at", "request_created_at", "date", "arrival"}},
    {"class", {"class", "label", "intent", "category", "meaning", "", ""}},
    {"model", {"model", "request_model", "model_name", "", "", "", ""}},
    {"partition", {"partition", "system", "system_prompt", "", "", "", ""}},
    {"source", {"source", "", "", "", "", "", ""}},
    {"input_tokens", {"input_tokens", "prompt_tokens", "", "", "", "", ""}},
    {"output_tokens", {"output_tokens", "completion_tokens", "", "", "", "", ""}},
}};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return text;
}

std::string list_of(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

std::optional<std::size_t> place_of(const std::vector<std::string>& header, std::string_view name) {
    const auto found = std::ranges::find_if(
        header, [&](const std::string& column) { return column == name || lower(column) == name; });
    return found == header.end() ? std::nullopt
                                 : std::optional(static_cast<std::size_t>(found - header.begin()));
}

bool is_blank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n") == std::string::npos;
}

} // namespace

Result<CsvColumns> CsvColumns::find(const std::vector<std::string>& header,
                                    const ColumnMapping& wanted) {
    CsvColumns found(header);
    const auto left_out = [&](std::string_view what) {
        const auto named = wanted.find(what);
        return named != wanted.end() && named->second.empty();
    };
    for (const auto& [what, name] : wanted) {
        if (std::ranges::find(usual, what, &Usual::what) == usual.end())
            return fail(ErrorCode::invalid_argument,
                        "A column holds prompt, time, class, model, partition, source, "
                        "input_tokens or output_tokens, not \"" +
                            what + "\".");
        if (name.empty())
            continue;
        const auto place = place_of(header, name);
        if (!place)
            return fail(ErrorCode::invalid_argument,
                        "The file has no column \"" + name + "\"; it has " + list_of(header) + ".");
        found.columns_[what] = *place;
    }
    for (const Usual& column : usual)
        for (const std::string_view name : column.names)
            if (const auto place = place_of(header, name); place && !name.empty())
                if (!left_out(column.what))
                    found.columns_.try_emplace(std::string(column.what), *place);
    if (!found.columns_.contains("prompt"))
        return fail(ErrorCode::invalid_argument,
                    "Say which column holds the prompts (prompt=NAME); the file has " +
                        list_of(header) + ".");
    return found;
}

std::string* CsvColumns::at(std::string_view what, std::vector<std::string>& fields) const {
    const auto column = columns_.find(what);
    return column == columns_.end() ? nullptr : &fields[column->second];
}

ImportedRow CsvColumns::row_of(std::vector<std::string>& fields) const {
    const auto bad = [](std::string why) { return tl::unexpected(std::move(why)); };
    if (fields.size() != header_.size())
        return bad(std::to_string(fields.size()) + " fields, the header has " +
                   std::to_string(header_.size()));
    WorkloadRow row;
    row.prompt = *at("prompt", fields);
    if (is_blank(row.prompt))
        return bad("the prompt is empty");
    if (const std::string* time = at("time", fields); time && !is_blank(*time)) {
        row.arrival = seconds_of_text(*time);
        if (!row.arrival)
            return bad("\"" + *time + "\" is no time");
    }
    if (std::string* meaning = at("class", fields); meaning && !is_blank(*meaning))
        row.meaning_class = *meaning;
    for (const auto& [what, into] :
         {std::pair{"model", &row.model}, {"partition", &row.partition}, {"source", &row.source}})
        if (const std::string* text = at(what, fields))
            *into = *text;
    for (const auto& [what, into] :
         {std::pair{"input_tokens", &row.input_tokens}, {"output_tokens", &row.output_tokens}}) {
        const std::string* text = at(what, fields);
        if (!text || is_blank(*text))
            continue;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), *into);
        if (error != std::errc{} || end != text->data() + text->size())
            return bad("\"" + *text + "\" is no count of tokens");
    }
    return row;
}

ColumnMapping CsvColumns::mapping() const {
    ColumnMapping names;
    for (const auto& [what, place] : columns_)
        names[what] = header_[place];
    return names;
}

} // namespace bsc

#include "engine/replay/workload_json.h"

#include <boost/json.hpp>

namespace bsc {
namespace {

namespace json = boost::json;

/// The text at `key`; nothing when absent or null; an error text when it is something else.
tl::expected<std::optional<std::string>, std::string> optional_text(const json::object& row,
                                                                    std::string_view key) {
    const json::value* value = row.if_contains(key);
    if (!value || value->is_null()) {
        return std::nullopt;
    }
    if (!value->is_string()) {
        return tl::unexpected(std::string(1, '"').append(key).append("\" is not a text"));
    }
    return std::string(value->get_string());
}

/// The count at `key`; 0 when absent or null.
tl::expected<std::uint64_t, std::string> optional_count(const json::object& row,
                                                        std::string_view key) {
    const json::value* value = row.if_contains(key);
    if (!value || value->is_null()) {
        return 0;
    }
    boost::system::error_code wrong;
    const auto count = value->to_number<std::uint64_t>(wrong);
    if (wrong) {
        return tl::unexpected(std::string(1, '"').append(key).append("\" is not a count"));
    }
    return count;
}

} // namespace

tl::expected<json::object, std::string> json_object_in(std::string_view line) {
    boost::system::error_code wrong;
    json::value parsed = json::parse(line, wrong);
    if (wrong)
        return tl::unexpected("not JSON (" + wrong.message() + ")");
    if (!parsed.is_object())
        return tl::unexpected(std::string("not a JSON object"));
    return std::move(parsed.get_object());
}

tl::expected<WorkloadRow, std::string> workload_row_of(const json::object& object) {
    WorkloadRow row;
    auto prompt = optional_text(object, "prompt");
    auto meaning_class = optional_text(object, "class");
    auto source = optional_text(object, "source");
    auto partition = optional_text(object, "partition");
    auto model = optional_text(object, "model");
    for (const auto* part : {&prompt, &meaning_class, &source, &partition, &model}) {
        if (!*part) {
            return tl::unexpected(part->error());
        }
    }
    if (!*prompt) {
        return tl::unexpected(std::string("no \"prompt\""));
    }
    row.prompt = std::move(**prompt);
    row.meaning_class = std::move(*meaning_class);
    row.source = std::move(*source).value_or("");
    row.partition = std::move(*partition).value_or("");
    row.model = std::move(*model).value_or("");
    const auto input_tokens = optional_count(object, "input_tokens");
    const auto output_tokens = optional_count(object, "output_tokens");
    for (const auto* part : {&input_tokens, &output_tokens}) {
        if (!*part) {
            return tl::unexpected(part->error());
        }
    }
    row.input_tokens = *input_tokens;
    row.output_tokens = *output_tokens;
    if (const json::value* arrival = object.if_contains("t"); arrival && !arrival->is_null()) {
        if (!arrival->is_number()) {
            return tl::unexpected(std::string("\"t\" is not a number"));
        }
        row.arrival = arrival->to_number<double>();
    }
    return row;
}

std::string workload_line(const WorkloadRow& row) {
    json::object object;
    if (row.arrival)
        object["t"] = *row.arrival;
    object["prompt"] = row.prompt;
    if (row.meaning_class)
        object["class"] = *row.meaning_class;
    const auto text = [&](std::string_view key, const std::string& value) {
        if (!value.empty())
            object[key] = value;
    };
    text("source", row.source);
    text("partition", row.partition);
    text("model", row.model);
    if (row.input_tokens != 0)
        object["input_tokens"] = row.input_tokens;
    if (row.output_tokens != 0)
        object["output_tokens"] = row.output_tokens;
    return json::serialize(object);
}

} // namespace bsc

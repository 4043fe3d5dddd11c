#include "engine/proxy/dialects/openai_responses.h"

#include <algorithm>

namespace bsc {

namespace {

bool is_call(std::string_view type) {
    return type == "function_call" || type == "custom_tool_call";
}

/// Why one item of the output keeps the answer from being stored.
std::string obstacle_in(const json::object& item) {
    if (const json::array* content = array_member(item, "content"))
        for (const json::value& part : *content)
            if (part.is_object() && string_member(part.get_object(), "type") == "refusal")
                return "the model refused";
    return {};
}

bool says_something(const json::object& item) {
    const std::string_view type = string_member(item, "type");
    if (type != "message")
        return is_call(type);
    const json::array* content = array_member(item, "content");
    return content && std::ranges::any_of(*content, [](const json::value& part) {
               return part.is_object() && !string_member(part.get_object(), "text").empty();
           });
}

} // namespace

std::string OpenAiResponses::why_not_stored(const json::object& answer) const {
    if (has_value(answer, "error"))
        return "the answer is an error";
    if (const std::string_view status = string_member(answer, "status"); status != "completed")
        return status.empty() ? "the answer has no end"
                              : "the answer ended with " + std::string(status);
    const json::array* output = array_member(answer, "output");
    bool empty = true;
    if (output)
        for (const json::value& element : *output) {
            const json::object* item = element.if_object();
            if (!item)
                return "the answer's output is not of a known kind";
            if (std::string obstacle = obstacle_in(*item); !obstacle.empty())
                return obstacle;
            empty = empty && !says_something(*item);
        }
    return empty ? "the answer is empty" : "";
}

std::optional<Usage> OpenAiResponses::usage_of(const json::object& answer) const {
    const json::object* numbers = object_member(answer, "usage");
    if (!numbers)
        return std::nullopt;
    Usage usage;
    usage.input = count_member(*numbers, "input_tokens");
    usage.output = count_member(*numbers, "output_tokens");
    if (const json::object* details = object_member(*numbers, "input_tokens_details"))
        usage.cache_read = std::min(usage.input, count_member(*details, "cached_tokens"));
    usage.input -= usage.cache_read;
    return usage;
}

void OpenAiResponses::renew(json::object& answer, const ApiRequest&, IdSource& ids) const {
    const json::value* stored = member(answer, "store");
    const bool forgotten = stored && stored->is_bool() && !stored->get_bool();
    json::value* output = answer.if_contains("output");
    if (!forgotten || !output || !output->is_array())
        return;
    for (json::value& element : output->get_array()) {
        json::object* item = element.if_object();
        if (item && is_call(string_member(*item, "type")))
            (*item)["call_id"] = ids.make("call_");
    }
}

} // namespace bsc

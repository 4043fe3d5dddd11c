#include "engine/proxy/dialects/anthropic_messages.h"

#include <algorithm>

namespace bsc {

namespace {

bool says_something(const json::value& block) {
    const json::object* object = block.if_object();
    return object &&
           !(string_member(*object, "type") == "text" && string_member(*object, "text").empty());
}

} // namespace

std::string AnthropicMessages::why_not_stored(const json::object& answer) const {
    if (string_member(answer, "type") == "error" || has_value(answer, "error"))
        return "the answer is an error";
    const json::array* content = array_member(answer, "content");
    if (!content || std::ranges::none_of(*content, says_something))
        return "the answer is empty";
    const std::string_view stop = string_member(answer, "stop_reason");
    if (stop != "end_turn" && stop != "stop_sequence" && stop != "tool_use")
        return stop.empty() ? "the answer has no end"
                            : "the answer ended with " + std::string(stop);
    return {};
}

std::optional<Usage> AnthropicMessages::usage_of(const json::object& answer) const {
    const json::object* numbers = object_member(answer, "usage");
    if (!numbers)
        return std::nullopt;
    return Usage{.input = count_member(*numbers, "input_tokens"),
                 .output = count_member(*numbers, "output_tokens"),
                 .cache_read = count_member(*numbers, "cache_read_input_tokens"),
                 .cache_write = count_member(*numbers, "cache_creation_input_tokens")};
}

void AnthropicMessages::renew(json::object& answer, const ApiRequest&, IdSource& ids) const {
    answer["id"] = ids.make("msg_");
    json::value* content = answer.if_contains("content");
    if (!content || !content->is_array())
        return;
    for (json::value& block : content->get_array())
        if (block.is_object() && string_member(block.get_object(), "type") == "tool_use")
            block.get_object()["id"] = ids.make("toolu_");
}

} // namespace bsc

#include "engine/proxy/dialects/openai_chat.h"

#include "engine/proxy/dialects/openai_choices.h"
#include "engine/proxy/dialects/openai_usage.h"

namespace bsc {

std::string OpenAiChat::why_not_stored(const json::object& answer) const {
    if (std::string obstacle = why_not_finished(answer); !obstacle.empty())
        return obstacle;
    for (const json::value& choice : answer.at("choices").as_array()) {
        const json::object* message = object_member(choice.as_object(), "message");
        if (!message)
            return "the answer has no message";
        if (has_value(*message, "refusal"))
            return "the model refused";
        const json::array* calls = array_member(*message, "tool_calls");
        const bool says_something =
            !string_member(*message, "content").empty() || array_member(*message, "content") ||
            (calls && !calls->empty()) || has_value(*message, "function_call") ||
            has_value(*message, "audio");
        if (!says_something)
            return "the answer is empty";
    }
    return {};
}

std::optional<Usage> OpenAiChat::usage_of(const json::object& answer) const {
    return openai_usage_of(answer);
}

void OpenAiChat::renew(json::object& answer, const ApiRequest&, IdSource& ids) const {
    answer["id"] = ids.make("chatcmpl-");
    answer["created"] = unix_seconds();
    json::value* choices = answer.if_contains("choices");
    if (!choices || !choices->is_array())
        return;
    for (json::value& choice : choices->get_array()) {
        json::error_code none;
        json::value* calls = choice.find_pointer("/message/tool_calls", none);
        if (!calls || !calls->is_array())
            continue;
        for (json::value& call : calls->get_array())
            if (call.is_object() && call.get_object().contains("id"))
                call.get_object()["id"] = ids.make("call_");
    }
}

} // namespace bsc

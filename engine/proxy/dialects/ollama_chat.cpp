#include "engine/proxy/dialects/ollama_chat.h"

#include "engine/proxy/dialects/delta.h"
#include "engine/proxy/dialects/ollama_common.h"
#include "engine/proxy/dialects/ollama_stream.h"
#include "engine/proxy/dialects/request_fields.h"

namespace bsc {

Result<ApiRequest> OllamaChat::parse_request(std::string_view body, const KeyFields&) const {
    auto root = parse_body(body);
    if (!root)
        return tl::unexpected(root.error());
    ApiRequest request = read_ollama(*root);
    RequestTraits& traits = request.traits;
    if (const RawJson* tools = root->find("tools"))
        traits.tools = tools->has_content();
    RawJson* messages = root->find("messages");
    if (messages && messages->is_array() && !messages->children.empty()) {
        traits.messages = messages->children.size();
        for (const RawJson& message : messages->children)
            read_images(message, traits);
        RawJson& last = messages->children.back();
        const std::string_view role = text_of(last, "role");
        traits.tool_result = role == "tool";
        traits.user_last = role == "user";
        if (RawJson* content = last.find("content");
            traits.user_last && content && content->is_string())
            take_prompt(*content, request);
    } else {
        request.state = loads_a_model;
    }
    finish_request(*root, request);
    return request;
}

std::string OllamaChat::why_not_stored(const json::object& answer) const {
    if (std::string obstacle = why_not_ended(answer); !obstacle.empty())
        return obstacle;
    const json::object* message = object_member(answer, "message");
    const json::array* calls = message ? array_member(*message, "tool_calls") : nullptr;
    const bool says_something =
        message && (!string_member(*message, "content").empty() || (calls && !calls->empty()));
    return says_something ? "" : "the answer is empty";
}

std::optional<Usage> OllamaChat::usage_of(const json::object& answer) const {
    return ollama_usage_of(answer);
}

void OllamaChat::renew(json::object& answer, const ApiRequest&, IdSource& ids) const {
    answer["created_at"] = ollama_time();
    json::value* message = answer.if_contains("message");
    json::value* calls =
        message && message->is_object() ? message->get_object().if_contains("tool_calls") : nullptr;
    if (!calls || !calls->is_array())
        return;
    for (json::value& call : calls->get_array())
        if (call.is_object() && call.get_object().contains("id"))
            call.get_object()["id"] = ids.make("call_");
}

std::unique_ptr<StreamMerger> OllamaChat::merger() const {
    return std::make_unique<OllamaMerger>(std::vector<std::string_view>());
}

std::string OllamaChat::to_stream(const json::object& answer, const ApiRequest&) const {
    LineWriter out(answer);
    const json::object* message = object_member(answer, "message");
    const std::string_view own_role = message ? string_member(*message, "role") : "";
    const std::string_view role = own_role.empty() ? "assistant" : own_role;
    const auto tell = [&](std::string_view name, const json::value& value) {
        json::object part{{"role", role}, {"content", ""}};
        part[name] = value;
        out.part({{"message", std::move(part)}});
    };
    const auto tell_text = [&](std::string_view name, std::string_view text) {
        for (std::string_view piece : pieces_of(text))
            tell(name, json::value(piece));
    };
    if (message) {
        for (const auto& [name, value] : *message) // thinking and the like come first
            if (name != "role" && name != "content" && name != "tool_calls")
                value.is_string() ? tell_text(name, value.get_string()) : tell(name, value);
        tell_text("content", string_member(*message, "content"));
        if (const json::value* calls = member(*message, "tool_calls"))
            tell("tool_calls", *calls);
    }
    out.last({"message"}, {{"message", {{"role", role}, {"content", ""}}}});
    return out.take();
}

} // namespace bsc

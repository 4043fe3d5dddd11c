#include "engine/proxy/dialects/delta.h"
#include "engine/proxy/dialects/openai_chat.h"
#include "engine/proxy/dialects/openai_choices.h"

namespace bsc {

namespace {

class ChatMerger final : public ChoicesMerger {
  public:
    ChatMerger() : ChoicesMerger("chat.completion") {}

  private:
    void merge_choice(json::object& choice, const json::object& delta) override {
        json::value& message = choice["message"];
        if (!message.is_object())
            message.emplace_object();
        if (const json::object* part = object_member(delta, "delta"))
            merge_delta(message.get_object(), *part);
        json::object rest = delta;
        rest.erase("delta");
        rest.erase("message");
        merge_delta(choice, rest);
    }

    /// What a message has without streaming, and what only pieces of it have.
    void complete(json::object& choice) override {
        json::object& message = choice["message"].get_object();
        if (!message.contains("role"))
            message["role"] = "assistant";
        if (!message.contains("content"))
            message["content"] = nullptr;
        if (json::value* calls = message.if_contains("tool_calls"); calls && calls->is_array())
            for (json::value& call : calls->get_array())
                if (call.is_object())
                    call.get_object().erase("index");
    }
};

class ChatChunks {
  public:
    ChatChunks(ChunkWriter& out, const json::value& index) : out_(out), index_(index) {}

    void delta(json::object delta) {
        out_.choice(index_, {{"delta", std::move(delta)}, {"finish_reason", nullptr}});
    }

  private:
    ChunkWriter& out_;
    const json::value& index_;
};

void write_tool_calls(ChatChunks& out, const json::array& calls) {
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (!calls[i].is_object())
            continue;
        json::object head{{"index", i}};
        for (const auto& [name, value] : calls[i].get_object())
            head[name] = value;
        std::string arguments;
        if (json::value* function = head.if_contains("function"); function && function->is_object())
            if (json::value* text = function->get_object().if_contains("arguments");
                text && text->is_string()) {
                arguments = text->get_string();
                text->emplace_string();
            }
        out.delta({{"tool_calls", json::array{std::move(head)}}});
        for (std::string_view piece : pieces_of(arguments))
            out.delta({{"tool_calls",
                        json::array{{{"index", i}, {"function", {{"arguments", piece}}}}}}});
    }
}

/// Thinking and the like come before the content, as they do in a live stream.
void write_message(ChatChunks& out, const json::object& message) {
    const std::string_view role = string_member(message, "role");
    json::object opening{{"role", role.empty() ? std::string_view("assistant") : role}};
    if (!string_member(message, "content").empty())
        opening["content"] = "";
    for (const auto& [name, value] : message)
        if (value.is_null())
            opening[name] = nullptr;
    out.delta(std::move(opening));
    const auto write_field = [&](std::string_view name, const json::value& value) {
        if (value.is_string())
            for (std::string_view piece : pieces_of(value.get_string()))
                out.delta({{name, piece}});
        else if (!value.is_null())
            out.delta({{name, value}});
    };
    for (const auto& [name, value] : message)
        if (name != "role" && name != "content" && name != "tool_calls")
            write_field(name, value);
    if (const json::value* content = member(message, "content"))
        write_field("content", *content);
    if (const json::array* calls = array_member(message, "tool_calls"))
        write_tool_calls(out, *calls);
}

} // namespace

std::unique_ptr<StreamMerger> OpenAiChat::merger() const { return std::make_unique<ChatMerger>(); }

std::string OpenAiChat::to_stream(const json::object& answer, const ApiRequest& request) const {
    ChunkWriter out(answer, "chat.completion.chunk", request.wants_usage);
    if (const json::array* choices = array_member(answer, "choices"))
        for (std::size_t i = 0; i < choices->size(); ++i) {
            const json::object& choice = (*choices)[i].as_object();
            const json::value index = index_of(choice, i);
            ChatChunks chunks(out, index);
            if (const json::object* message = object_member(choice, "message"))
                write_message(chunks, *message);
            json::object closing{{"delta", json::object()}};
            for (const auto& [name, value] : choice)
                if (name != "index" && name != "message")
                    closing[name] = value;
            out.choice(index, std::move(closing));
        }
    if (has_value(answer, "usage") && request.wants_usage)
        out.usage(answer.at("usage"));
    out.done();
    return out.take();
}

} // namespace bsc

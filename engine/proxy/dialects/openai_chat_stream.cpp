#include "engine/proxy/dialects/delta.h"
#include "engine/proxy/dialects/openai_chat.h"

#include <algorithm>

namespace bsc {

namespace {

class OpenAiMerger final : public SseMerger {
  public:
    void add_event(const SseEvent& event) override {
        if (event.data == "[DONE]") {
            state_ = is_whole() ? State::finished : State::broken;
            return;
        }
        const auto chunk = parse_object(event.data);
        if (!chunk || has_value(*chunk, "error")) {
            state_ = State::broken;
            return;
        }
        for (const auto& [name, value] : *chunk) {
            if (name == "choices")
                merge_choices(value);
            else if (name != "obfuscation" && !(value.is_null() && answer_.contains(name)))
                answer_[name] = value;
        }
    }

    bool is_whole() const override {
        return !choices_.empty() && std::ranges::all_of(choices_, [](const json::value& choice) {
            return has_value(choice.get_object(), "finish_reason");
        });
    }

    json::object answer() override {
        json::object answer = answer_;
        answer["object"] = "chat.completion";
        if (const json::value* usage = member(answer, "usage"); usage && usage->is_null())
            answer.erase("usage");
        json::array choices = choices_;
        std::ranges::sort(choices, {}, [](const json::value& choice) {
            return count_member(choice.get_object(), "index");
        });
        for (json::value& choice : choices)
            complete(choice.get_object()["message"].get_object());
        answer["choices"] = std::move(choices);
        return answer;
    }

  private:
    void merge_choices(const json::value& value) {
        const json::array* deltas = value.if_array();
        if (!deltas) {
            state_ = State::broken;
            return;
        }
        for (const json::value& element : *deltas) {
            const json::object* delta = element.if_object();
            json::object* choice = delta ? element_of_index(choices_, *delta) : nullptr;
            if (!choice) {
                state_ = State::broken;
                return;
            }
            json::value& message = (*choice)["message"];
            if (!message.is_object())
                message.emplace_object();
            if (const json::object* part = object_member(*delta, "delta"))
                merge_delta(message.get_object(), *part);
            json::object rest = *delta;
            rest.erase("delta");
            merge_delta(*choice, rest);
        }
    }

    /// What a message has without streaming, and what only pieces of it have.
    static void complete(json::object& message) {
        if (!message.contains("role"))
            message["role"] = "assistant";
        if (!message.contains("content"))
            message["content"] = nullptr;
        if (json::value* calls = message.if_contains("tool_calls"); calls && calls->is_array())
            for (json::value& call : calls->get_array())
                if (call.is_object())
                    call.get_object().erase("index");
    }

    json::object answer_;
    json::array choices_;
};

/// Writes one chunk after the other with what all chunks of an answer share.
class ChunkWriter {
  public:
    ChunkWriter(const json::object& answer, bool usage_announced) {
        for (const auto& [name, value] : answer)
            if (name != "choices" && name != "usage")
                chunk_[name] = value;
        chunk_["object"] = "chat.completion.chunk";
        if (usage_announced)
            chunk_["usage"] = nullptr;
    }

    void delta(const json::value& index, json::object delta) {
        choice(index, std::move(delta), {{"finish_reason", nullptr}});
    }
    void choice(const json::value& index, json::object delta, json::object others) {
        json::object choice{{"index", index}, {"delta", std::move(delta)}};
        for (auto& [name, value] : others)
            choice[name] = value;
        write({json::value(std::move(choice))});
    }
    void usage(const json::value& numbers) {
        chunk_["usage"] = numbers;
        write({});
    }
    void done() { write_sse(out_, "", "[DONE]"); }
    std::string take() { return std::move(out_); }

  private:
    void write(json::array choices) {
        chunk_["choices"] = std::move(choices);
        write_sse(out_, "", json::serialize(chunk_));
    }

    json::object chunk_;
    std::string out_;
};

void write_tool_calls(ChunkWriter& out, const json::value& index, const json::array& calls) {
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
        out.delta(index, {{"tool_calls", json::array{std::move(head)}}});
        for (std::string_view piece : pieces_of(arguments))
            out.delta(index, {{"tool_calls",
                               json::array{{{"index", i}, {"function", {{"arguments", piece}}}}}}});
    }
}

/// Thinking and the like come before the content, as they do in a live stream.
void write_message(ChunkWriter& out, const json::value& index, const json::object& message) {
    const std::string_view role = string_member(message, "role");
    json::object opening{{"role", role.empty() ? std::string_view("assistant") : role}};
    if (!string_member(message, "content").empty())
        opening["content"] = "";
    for (const auto& [name, value] : message)
        if (value.is_null())
            opening[name] = nullptr;
    out.delta(index, std::move(opening));
    const auto write_field = [&](std::string_view name, const json::value& value) {
        if (value.is_string())
            for (std::string_view piece : pieces_of(value.get_string()))
                out.delta(index, {{name, piece}});
        else if (!value.is_null())
            out.delta(index, {{name, value}});
    };
    for (const auto& [name, value] : message)
        if (name != "role" && name != "content" && name != "tool_calls")
            write_field(name, value);
    if (const json::value* content = member(message, "content"))
        write_field("content", *content);
    if (const json::array* calls = array_member(message, "tool_calls"))
        write_tool_calls(out, index, *calls);
}

} // namespace

std::unique_ptr<StreamMerger> OpenAiChat::merger() const {
    return std::make_unique<OpenAiMerger>();
}

std::string OpenAiChat::to_stream(const json::object& answer, const ApiRequest& request) const {
    ChunkWriter out(answer, request.wants_usage);
    if (const json::array* choices = array_member(answer, "choices"))
        for (std::size_t i = 0; i < choices->size(); ++i) {
            const json::object& choice = (*choices)[i].as_object();
            const json::value* own_index = member(choice, "index");
            const json::value index = own_index ? *own_index : json::value(i);
            if (const json::object* message = object_member(choice, "message"))
                write_message(out, index, *message);
            json::object closing = choice;
            closing.erase("index");
            closing.erase("message");
            out.choice(index, {}, std::move(closing));
        }
    if (const json::value* usage = member(answer, "usage"); usage && request.wants_usage)
        out.usage(*usage);
    out.done();
    return out.take();
}

} // namespace bsc

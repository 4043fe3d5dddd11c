#include "engine/proxy/dialects/anthropic_messages.h"
#include "engine/proxy/dialects/delta.h"

#include <algorithm>
#include <map>

namespace bsc {

namespace {

class AnthropicMerger final : public SseMerger {
  public:
    void add_event(const SseEvent& event) override {
        const auto data = parse_object(event.data);
        if (!data || !add(string_member(*data, "type"), *data))
            state_ = State::broken;
    }

    bool is_whole() const override {
        return open_blocks_ == 0 && !string_member(message_, "stop_reason").empty();
    }

    json::object answer() override {
        json::object answer = message_;
        json::array content;
        for (const auto& [index, block] : blocks_)
            content.push_back(block.value);
        answer["content"] = std::move(content);
        return answer;
    }

  private:
    struct Block {
        json::object value;
        std::string input; ///< JSON text of a tool's input, in pieces
    };

    /// False when the stream is not a whole answer of this dialect.
    bool add(std::string_view type, const json::object& data) {
        if (type == "error")
            return false;
        if (type == "message_start") {
            const json::object* message = object_member(data, "message");
            if (message)
                message_ = *message;
            return message;
        }
        if (type == "content_block_start") {
            const json::object* block = object_member(data, "content_block");
            if (block && blocks_.emplace(count_member(data, "index"), Block{*block, {}}).second) {
                ++open_blocks_;
                return true;
            }
            return false;
        }
        if (type == "content_block_delta") {
            const auto block = blocks_.find(count_member(data, "index"));
            const json::object* delta = object_member(data, "delta");
            if (block == blocks_.end() || !delta)
                return false;
            add_delta(block->second, *delta);
            return true;
        }
        if (type == "content_block_stop") {
            const auto block = blocks_.find(count_member(data, "index"));
            return block != blocks_.end() && close(block->second);
        }
        if (type == "message_delta")
            add_message_delta(data);
        if (type == "message_stop") {
            if (!is_whole())
                return false;
            state_ = State::finished;
        }
        return true; // ping, and kinds of events yet unknown
    }

    static void add_delta(Block& block, const json::object& delta) {
        for (const auto& [name, value] : delta) {
            if (name == "type")
                continue;
            if (name == "partial_json" && value.is_string()) {
                block.input += value.get_string();
            } else if (name == "citation") {
                json::value& citations = block.value["citations"];
                if (!citations.is_array())
                    citations.emplace_array();
                citations.get_array().push_back(value);
            } else if (name == "signature") {
                block.value[name] = value;
            } else {
                merge_delta(block.value, {{name, value}});
            }
        }
    }

    bool close(Block& block) {
        --open_blocks_;
        if (block.input.empty())
            return true;
        auto input = parse_object(block.input);
        if (!input)
            return false;
        block.value["input"] = std::move(*input);
        block.input.clear();
        return true;
    }

    /// Numbers of usage are cumulative, so they replace.
    void add_message_delta(const json::object& data) {
        const auto replace_all = [](json::object& into, const json::object& from) {
            for (const auto& [name, value] : from)
                if (!value.is_null() || !into.contains(name))
                    into[name] = value;
        };
        for (const auto& [name, value] : data) {
            if (name == "type")
                continue;
            const json::object* object = value.if_object();
            if (name == "delta" && object) {
                replace_all(message_, *object);
            } else if (json::value& own = message_[name]; object && own.is_object()) {
                replace_all(own.get_object(), *object);
            } else {
                own = value;
            }
        }
    }

    json::object message_;
    std::map<std::uint64_t, Block> blocks_;
    int open_blocks_ = 0;
};

class EventWriter {
  public:
    void write(std::string_view type, json::object data) {
        json::object event{{"type", type}};
        for (auto& [name, value] : data)
            event[name] = value;
        write_sse(out_, type, json::serialize(event));
    }
    void delta(std::size_t index, json::object delta) {
        write("content_block_delta", {{"index", index}, {"delta", std::move(delta)}});
    }
    std::string take() { return std::move(out_); }

  private:
    std::string out_;
};

/// Takes a string member out of a block, leaving it empty as a live stream's opening event does.
std::string take_text(json::object& block, std::string_view name) {
    json::value* value = block.if_contains(name);
    if (!value || !value->is_string())
        return {};
    std::string text(value->get_string());
    value->emplace_string();
    return text;
}

void write_block(EventWriter& out, std::size_t index, json::object block) {
    const std::string type(string_member(block, "type"));
    const std::string text = type == "text" ? take_text(block, "text") : std::string();
    const std::string thinking = type == "thinking" ? take_text(block, "thinking") : std::string();
    const std::string signature =
        type == "thinking" ? take_text(block, "signature") : std::string();
    json::array citations;
    if (const json::array* own = array_member(block, "citations"); own && type == "text") {
        citations = *own;
        block["citations"].emplace_array();
    }
    std::string input;
    if (const json::object* own = object_member(block, "input");
        own && type.ends_with("tool_use")) {
        input = json::serialize(*own);
        block["input"].emplace_object();
    }

    out.write("content_block_start", {{"index", index}, {"content_block", std::move(block)}});
    for (std::string_view piece : pieces_of(thinking))
        out.delta(index, {{"type", "thinking_delta"}, {"thinking", piece}});
    if (!signature.empty())
        out.delta(index, {{"type", "signature_delta"}, {"signature", signature}});
    for (std::string_view piece : pieces_of(text))
        out.delta(index, {{"type", "text_delta"}, {"text", piece}});
    for (const json::value& citation : citations)
        out.delta(index, {{"type", "citations_delta"}, {"citation", citation}});
    for (std::string_view piece : pieces_of(input))
        out.delta(index, {{"type", "input_json_delta"}, {"partial_json", piece}});
    out.write("content_block_stop", {{"index", index}});
}

} // namespace

std::unique_ptr<StreamMerger> AnthropicMessages::merger() const {
    return std::make_unique<AnthropicMerger>();
}

std::string AnthropicMessages::to_stream(const json::object& answer, const ApiRequest&) const {
    EventWriter out;
    json::object opening = answer;
    json::object closing{{"stop_reason", nullptr}, {"stop_sequence", nullptr}};
    for (std::string_view name : {"stop_reason", "stop_sequence", "container"})
        if (json::value* value = opening.if_contains(name)) {
            closing[name] = *value;
            value->emplace_null();
        }
    opening["content"].emplace_array();
    out.write("message_start", {{"message", std::move(opening)}});

    if (const json::array* content = array_member(answer, "content"))
        for (std::size_t i = 0; i < content->size(); ++i)
            if (const json::object* block = (*content)[i].if_object())
                write_block(out, i, *block);

    json::object last{{"delta", std::move(closing)}};
    if (const json::value* usage = member(answer, "usage"))
        last["usage"] = *usage;
    out.write("message_delta", std::move(last));
    out.write("message_stop", {});
    return out.take();
}

} // namespace bsc

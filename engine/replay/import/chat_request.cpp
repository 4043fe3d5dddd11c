#include "engine/replay/import/chat_request.h"

#include "engine/replay/import/json_access.h"

#include <boost/json.hpp>

namespace bsc {
namespace {

namespace json = boost::json;

/// The text of a message: itself, or its text parts joined.
tl::expected<std::string, std::string> content_of(const json::value* content) {
    if (content && content->is_string())
        return std::string(content->get_string());
    if (!content || !content->is_array())
        return tl::unexpected(std::string("the last user turn has no text"));
    std::string text;
    for (const json::value& part : content->get_array()) {
        const json::object* object = part.if_object();
        const json::value* piece = object ? object->if_contains("text") : nullptr;
        if (!piece || !piece->is_string())
            return tl::unexpected(std::string("the last user turn is not only text"));
        if (!text.empty())
            text += '\n';
        text += piece->get_string();
    }
    return text;
}

bool is_user_turn(const json::value& message) {
    const json::object* object = message.if_object();
    return object && text_at(*object, {"role"}) == "user";
}

ImportedRow row_of_turns(const json::array& turns, const json::object& request) {
    std::size_t last = turns.size();
    while (last > 0 && !is_user_turn(turns[last - 1]))
        --last;
    if (last == 0)
        return tl::unexpected(std::string("no user turn among the messages"));
    auto prompt = content_of(turns[last - 1].get_object().if_contains("content"));
    if (!prompt)
        return tl::unexpected(prompt.error());
    json::array before;
    if (const json::value* system = first_of(request, {"system", "instructions"}))
        before.push_back(*system);
    before.insert(before.end(), turns.begin(),
                  turns.begin() + static_cast<std::ptrdiff_t>(last) - 1);
    WorkloadRow row;
    row.prompt = std::move(*prompt);
    if (!before.empty())
        row.partition = json::serialize(before);
    return row;
}

ImportedRow row_without_model(const json::object& request) {
    const json::value* turns = first_of(request, {"messages", "input", "prompt"});
    if (!turns)
        return tl::unexpected(std::string("no messages"));
    if (turns->is_array())
        return row_of_turns(turns->get_array(), request);
    if (!turns->is_string())
        return tl::unexpected(std::string("the messages are no list"));
    WorkloadRow row;
    row.prompt = turns->get_string();
    row.partition = text_at(request, {"instructions"});
    return row;
}

} // namespace

ImportedRow row_of_chat(const json::object& request) {
    return row_without_model(request).and_then([&](WorkloadRow row) -> ImportedRow {
        if (row.prompt.find_first_not_of(" \t\r\n") == std::string::npos)
            return tl::unexpected(std::string("the prompt is empty"));
        row.model = text_at(request, {"model"});
        return row;
    });
}

void add_usage(WorkloadRow& row, const json::object& response) {
    const json::object usage = object_in(response.if_contains("usage"));
    row.input_tokens = count_at(usage, {"prompt_tokens", "input_tokens"});
    row.output_tokens = count_at(usage, {"completion_tokens", "output_tokens"});
}

} // namespace bsc

#include "engine/replay/import/chat_request.h"
#include "engine/replay/import/json_access.h"
#include "engine/replay/import/json_rows.h"

namespace bsc {
namespace {

namespace json = boost::json;

constexpr const char* no_prompts =
    "no messages: the log was kept without prompts (store_prompts_in_spend_logs in litellm)";

bool is_filled(const json::value& messages) {
    return (messages.is_array() && !messages.get_array().empty()) || messages.is_string();
}

/// Messages are a list, JSON in a text, a plain text, or in the logged request of the proxy.
std::optional<json::value> messages_of(const json::object& log) {
    const json::value* logged = first_of(log, {"messages"});
    json::value messages = unfolded(logged);
    if (messages.is_null() && logged && !logged->get_string().empty())
        messages = *logged;
    if (is_filled(messages))
        return messages;
    const json::object request = object_in(log.if_contains("proxy_server_request"));
    const json::value* inner = first_of(request, {"messages", "input", "prompt"});
    return inner && is_filled(*inner) ? std::optional(*inner) : std::nullopt;
}

} // namespace

std::optional<ImportedRow> litellm_row(const json::object& log) {
    const std::string call = text_at(log, {"call_type"});
    if (call.ends_with("embedding") || call.ends_with("image_generation"))
        return std::nullopt;
    const auto messages = messages_of(log);
    if (!messages)
        return tl::unexpected(std::string(no_prompts));
    return row_of_chat({{"messages", *messages}}).map([&](WorkloadRow row) {
        add_usage(row, object_in(log.if_contains("response")));
        if (const auto tokens = count_at(log, {"prompt_tokens"}))
            row.input_tokens = tokens;
        if (const auto tokens = count_at(log, {"completion_tokens"}))
            row.output_tokens = tokens;
        row.model = text_at(log, {"model", "model_group"});
        row.arrival = time_at(log, {"startTime", "start_time"});
        return row;
    });
}

} // namespace bsc

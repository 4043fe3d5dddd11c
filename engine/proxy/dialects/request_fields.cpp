#include "engine/proxy/dialects/request_fields.h"

#include <algorithm>
#include <charconv>

namespace bsc {

void drop_members(RawJson& object, std::initializer_list<std::string_view> names) {
    for (std::string_view name : names)
        if (RawJson* member = object.find(name))
            member->mark = RawJson::Mark::drop;
}

void drop_end_user(RawJson& root, const KeyFields& fields) {
    if (!fields.user)
        drop_members(root, {"user"});
    if (!fields.safety_identifier)
        drop_members(root, {"safety_identifier"});
    if (!fields.metadata)
        drop_members(root, {"metadata"});
}

void drop_cache_markers(RawJson* array) {
    if (!array || !array->is_array())
        return;
    for (RawJson& element : array->children)
        drop_members(element, {"cache_control"});
}

void take_prompt(RawJson& text, ApiRequest& request) {
    request.prompt_parts.push_back(text.text);
    text.mark = RawJson::Mark::blank;
}

std::string_view text_of(const RawJson& object, std::string_view member) {
    const RawJson* value = object.find(member);
    return value && value->is_string() ? std::string_view(value->text) : std::string_view();
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> beginnings) {
    return std::ranges::any_of(beginnings, [&](auto begin) { return text.starts_with(begin); });
}

std::optional<double> number_of(const RawJson* value) {
    double number = 0;
    if (!value || !value->is_number() ||
        std::from_chars(value->text.data(), value->text.data() + value->text.size(), number).ec !=
            std::errc())
        return std::nullopt;
    return number;
}

Result<ApiRequest> read_common(const RawJson& root) {
    if (!root.is_object())
        return fail(ErrorCode::wrong_format, "The body must be a JSON object.");
    const RawJson* messages = root.find("messages");
    if (!messages || !messages->is_array() || messages->children.empty())
        return fail(ErrorCode::wrong_format,
                    "The body needs 'messages', a list of at least one message.");
    ApiRequest request;
    request.model = text_of(root, "model");
    const RawJson* stream = root.find("stream");
    request.stream = stream && stream->is_true();
    request.traits.temperature = number_of(root.find("temperature"));
    request.traits.messages = messages->children.size();
    return request;
}

void finish_request(const RawJson& root, ApiRequest& request) {
    for (const std::string& part : request.prompt_parts) {
        if (!request.prompt.empty())
            request.prompt += '\n';
        request.prompt += part;
    }
    request.partition_json = canonical_json(root);
}

} // namespace bsc

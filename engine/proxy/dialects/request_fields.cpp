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

void take_prompts(RawJson& list, ApiRequest& request) {
    for (RawJson& element : list.children)
        if (element.is_string())
            take_prompt(element, request);
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

Result<RawJson> parse_body(std::string_view body) {
    auto root = parse_raw_json(body);
    if (root && !root->is_object())
        return fail(ErrorCode::wrong_format, "The body must be a JSON object.");
    return root;
}

ApiRequest read_common(const RawJson& root) {
    ApiRequest request;
    request.model = text_of(root, "model");
    request.stream = is_set(root, "stream");
    request.traits.temperature = number_of(root.find("temperature"));
    request.traits.messages = 1;
    return request;
}

Result<RawJson*> needed_list(RawJson& root, std::string_view member) {
    RawJson* list = root.find(member);
    if (!list || !list->is_array() || list->children.empty())
        return fail(ErrorCode::wrong_format, "The body needs '" + std::string(member) +
                                                 "', a list of at least one element.");
    return list;
}

bool is_set(const RawJson& object, std::string_view member) {
    const RawJson* value = object.find(member);
    return value && value->is_true();
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

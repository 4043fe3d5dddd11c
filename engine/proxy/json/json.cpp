#include "engine/proxy/json/json.h"

#include "engine/proxy/json/raw_json.h"

namespace bsc {

std::optional<json::object> parse_object(std::string_view text, json::storage_ptr memory) {
    json::parse_options options;
    options.max_depth = max_json_depth;
    json::error_code error;
    json::value value = json::parse(text, error, std::move(memory), options);
    if (error || !value.is_object())
        return std::nullopt;
    return std::move(value.get_object());
}

const json::value* member(const json::object& object, std::string_view name) {
    return object.if_contains(name);
}

const json::object* object_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value ? value->if_object() : nullptr;
}

const json::array* array_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value ? value->if_array() : nullptr;
}

std::string_view string_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::uint64_t count_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    if (!value)
        return 0;
    if (const auto* count = value->if_uint64())
        return *count;
    const auto* count = value->if_int64();
    return count && *count > 0 ? static_cast<std::uint64_t>(*count) : 0;
}

bool has_value(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value && !value->is_null();
}

} // namespace bsc

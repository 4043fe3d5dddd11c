#include "engine/replay/import/json_access.h"

#include "engine/replay/import/time_text.h"

#include <boost/json/parse.hpp>

namespace bsc {

namespace json = boost::json;

const json::value* first_of(const json::object& object,
                            std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys)
        if (const json::value* value = object.if_contains(key); value && !value->is_null())
            return value;
    return nullptr;
}

std::string text_at(const json::object& object, std::initializer_list<std::string_view> keys) {
    const json::value* value = first_of(object, keys);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::uint64_t count_at(const json::object& object, std::initializer_list<std::string_view> keys) {
    const json::value* value = first_of(object, keys);
    if (!value || !value->is_number())
        return 0;
    boost::system::error_code wrong;
    const auto count = value->to_number<std::uint64_t>(wrong);
    return wrong ? 0 : count;
}

std::optional<double> time_at(const json::object& object,
                              std::initializer_list<std::string_view> keys) {
    const json::value* value = first_of(object, keys);
    if (!value)
        return std::nullopt;
    if (value->is_number())
        return seconds_of_number(value->to_number<double>());
    return value->is_string() ? seconds_of_text(std::string(value->get_string())) : std::nullopt;
}

json::value unfolded(const json::value* value) {
    if (!value)
        return nullptr;
    if (!value->is_string())
        return *value;
    boost::system::error_code wrong;
    json::value parsed = json::parse(value->get_string(), wrong);
    return wrong ? json::value(nullptr) : parsed;
}

json::object object_in(const json::value* value) {
    json::value inner = unfolded(value);
    return inner.is_object() ? std::move(inner.get_object()) : json::object();
}

} // namespace bsc

#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace bsc {

namespace json = boost::json;

/// The document when it is valid JSON no deeper than max_json_depth and its root is an object.
std::optional<json::object> parse_object(std::string_view text, json::storage_ptr memory = {});

/// Member lookups that take any shape of document: null or the default when it is not there or of
/// another type.
const json::value* member(const json::object& object, std::string_view name);
const json::object* object_member(const json::object& object, std::string_view name);
const json::array* array_member(const json::object& object, std::string_view name);
std::string_view string_member(const json::object& object, std::string_view name);
std::uint64_t count_member(const json::object& object, std::string_view name);
bool has_value(const json::object& object, std::string_view name); ///< there and not null

} // namespace bsc

#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// Values of logs: keys vary between versions, and bodies come as objects or as JSON in a text.

/// The first of the keys that is there and not null.
const boost::json::value* first_of(const boost::json::object& object,
                                   std::initializer_list<std::string_view> keys);
/// As above, when it is a text; otherwise empty.
std::string text_at(const boost::json::object& object,
                    std::initializer_list<std::string_view> keys);
/// As above, when it is a count; otherwise 0.
std::uint64_t count_at(const boost::json::object& object,
                       std::initializer_list<std::string_view> keys);
/// As above, when it is a time.
std::optional<double> time_at(const boost::json::object& object,
                              std::initializer_list<std::string_view> keys);
/// `value`, parsed when it is a text that holds JSON; null when it does not.
boost::json::value unfolded(const boost::json::value* value);
/// As above; empty unless an object.
boost::json::object object_in(const boost::json::value* value);

} // namespace bsc

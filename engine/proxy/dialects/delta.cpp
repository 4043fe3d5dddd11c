#include "engine/proxy/dialects/delta.h"

#include <algorithm>
#include <array>

namespace bsc {

namespace {

bool is_told_whole(std::string_view name) {
    static constexpr std::array<std::string_view, 8> names = {
        "id", "type", "role", "name", "index", "object", "format", "finish_reason"};
    return std::ranges::find(names, name) != names.end();
}

void merge_array(json::array& collected, const json::array& delta) {
    for (const json::value& element : delta) {
        const json::object* object = element.if_object();
        if (json::object* same = object ? element_of_index(collected, *object) : nullptr)
            merge_delta(*same, *object);
        else
            collected.push_back(element);
    }
}

} // namespace

json::object* element_of_index(json::array& array, const json::object& delta) {
    const json::value* index = member(delta, "index");
    if (!index || !index->is_number())
        return nullptr;
    for (json::value& element : array)
        if (json::object* object = element.if_object())
            if (const json::value* own = member(*object, "index"); own && *own == *index)
                return object;
    return &array.emplace_back(json::object{{"index", *index}}).get_object();
}

void merge_delta(json::object& collected, const json::object& delta) {
    for (const auto& [name, value] : delta) {
        if (value.is_null()) {
            collected.emplace(name, nullptr);
            continue;
        }
        json::value& own = collected[name];
        if (value.is_string() && own.is_string() && !is_told_whole(name)) {
            own.get_string().append(value.get_string());
        } else if (value.is_object() && (own.is_object() || own.is_null())) {
            if (own.is_null())
                own.emplace_object();
            merge_delta(own.get_object(), value.get_object());
        } else if (value.is_array() && (own.is_array() || own.is_null())) {
            if (own.is_null())
                own.emplace_array();
            merge_array(own.get_array(), value.get_array());
        } else {
            own = value;
        }
    }
}

std::vector<std::string_view> pieces_of(std::string_view text) {
    constexpr std::size_t shortest = 24, most = 12;
    const std::size_t length = std::max(shortest, text.size() / most + 1);
    std::vector<std::string_view> pieces;
    while (!text.empty()) {
        std::size_t end = std::min(length, text.size());
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            ++end;
        pieces.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return pieces;
}

} // namespace bsc

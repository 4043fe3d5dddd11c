#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <strings.h>
#include <vector>

namespace bsc {

inline bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

struct HeaderField {
    std::string name, value;
};

/// Header fields in the order they came; names compare without case.
class Headers {
  public:
    void add(std::string_view name, std::string_view value) {
        fields_.push_back({std::string(name), std::string(value)});
    }
    void set(std::string_view name, std::string_view value) {
        erase(name);
        add(name, value);
    }
    void erase(std::string_view name) {
        erase_if([&](const HeaderField& field) { return equal_ignoring_case(field.name, name); });
    }
    template <class Predicate>
    void erase_if(Predicate predicate) {
        std::erase_if(fields_, predicate);
    }
    /// Value of the first such field; empty when there is none.
    std::string_view get(std::string_view name) const {
        const auto field = find(name);
        return field == fields_.end() ? std::string_view() : std::string_view(field->value);
    }
    bool has(std::string_view name) const { return find(name) != fields_.end(); }
    std::size_t count(std::string_view name) const {
        return static_cast<std::size_t>(std::ranges::count_if(
            fields_, [&](const auto& field) { return equal_ignoring_case(field.name, name); }));
    }
    std::size_t size() const { return fields_.size(); }
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

  private:
    std::vector<HeaderField>::const_iterator find(std::string_view name) const {
        return std::ranges::find_if(
            fields_, [&](const auto& field) { return equal_ignoring_case(field.name, name); });
    }
    std::vector<HeaderField> fields_;
};

struct HttpRequest {
    std::string method, target;
    Headers headers;
    std::string body;
    bool http_1_0 = false;
    bool keep_alive = true;

    /// The target without its query.
    std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
};

struct HttpResponseHead {
    unsigned status = 0;
    Headers headers;
};

/// Why a request is not served.
struct Refusal {
    unsigned status;
    std::string text;
};

} // namespace bsc

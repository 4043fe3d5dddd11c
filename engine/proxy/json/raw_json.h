#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// A JSON document that keeps numbers as they were written, so that two requests get one key only
/// when no server could tell them apart. Values may be marked before the canonical form is taken.
struct RawJson {
    enum class Kind { null, boolean, number, string, array, object };
    enum class Mark {
        keep,
        drop,  ///< not in the canonical form, nor is its name
        blank, ///< stands as an empty place in the canonical form
    };

    Kind kind = Kind::null;
    Mark mark = Mark::keep;
    std::string name;              ///< of an object's member
    std::string text;              ///< of a string, decoded; of other scalars, as written
    std::vector<RawJson> children; ///< of an array in order; of an object sorted by name

    const RawJson* find(std::string_view member) const;
    RawJson* find(std::string_view member);

    bool is_object() const { return kind == Kind::object; }
    bool is_array() const { return kind == Kind::array; }
    bool is_string() const { return kind == Kind::string; }
    bool is_number() const { return kind == Kind::number; }
    bool is_true() const { return kind == Kind::boolean && text == "true"; }
    /// Neither null nor an empty array.
    bool has_content() const { return kind != Kind::null && !(is_array() && children.empty()); }
};

inline constexpr std::size_t max_json_depth = 200;

/// Errors: wrong_format (syntax, invalid UTF-8, deeper than max_json_depth, a name twice in one
/// object).
Result<RawJson> parse_raw_json(std::string_view text);

/// Sorted names, no spaces, numbers as written, strings by code point.
std::string canonical_json(const RawJson& value);

} // namespace bsc

#pragma once

#include "engine/base/result.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <vector>

namespace bsc {

/// Errors: invalid_argument when an experiment's list of values is empty or has a zero in it.
template <class Number>
Result<void> check_list(std::string_view name, const std::vector<Number>& values) {
    if (values.empty() || std::ranges::find(values, Number{0}) != values.end())
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("The list of {} needs at least one value, and none may be 0.", name));
    return {};
}

/// "64 128 256", as settings are reported.
template <class Number>
std::string joined(const std::vector<Number>& values) {
    return fmt::format("{}", fmt::join(values, " "));
}

} // namespace bsc

#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>

namespace bsc {

/// Errors: invalid_argument, naming the setting and its range: "Synthetic trace: zipf must be 0 to
/// 10, not 11."
inline Result<void> in_range(std::string_view whose, std::string_view setting, double value,
                             double low, double high) {
    if (value >= low && value <= high)
        return {};
    const auto text = [](double x) {
        std::string digits = std::to_string(x);
        digits.erase(digits.find_last_not_of('0') + 1);
        return digits.ends_with('.') ? digits.substr(0, digits.size() - 1) : digits;
    };
    return fail(ErrorCode::invalid_argument, std::string(whose) + ": " + std::string(setting) +
                                                 " must be " + text(low) + " to " + text(high) +
                                                 ", not " + text(value) + ".");
}

} // namespace bsc

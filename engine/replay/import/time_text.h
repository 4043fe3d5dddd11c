#pragma once

#include <optional>
#include <string>

namespace bsc {

/// Seconds of a time in seconds, milliseconds or microseconds: numbers too large for seconds since
/// 1970 in the next millennia are taken for the finer units.
double seconds_of_number(double time);

/// A number as above, or ISO 8601 with or without fraction and zone (none: UTC), as Unix seconds.
std::optional<double> seconds_of_text(const std::string& text);

} // namespace bsc

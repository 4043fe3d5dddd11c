#pragma once

#include "engine/cache/entry.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <string>

namespace bsc {

/// From a moment in microseconds since the epoch until `now`; a clock that was set back gives 0.
inline double seconds_since(std::int64_t us, TimePoint now) {
    return std::max(0.0, static_cast<double>(now.time_since_epoch().count() - us) / 1e6);
}

/// "0.8 s", "812 s".
inline std::string seconds_text(double seconds) {
    return fmt::format("{:.{}f} s", seconds, seconds < 10 ? 1 : 0);
}

} // namespace bsc

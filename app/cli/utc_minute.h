#pragma once

#include <cstdint>
#include <fmt/chrono.h>
#include <string>

namespace bsc::cli {

/// "2026-11-23 22:14Z"; microseconds since the Unix epoch.
inline std::string utc_minute(std::int64_t epoch_us) {
    return fmt::format("{:%Y-%m-%d %H:%M}Z",
                       fmt::gmtime(static_cast<std::time_t>(epoch_us / 1'000'000)));
}

} // namespace bsc::cli

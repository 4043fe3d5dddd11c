#pragma once

#include "engine/proxy/events.h"

#include <cstdint>
#include <vector>

namespace bsc::ui::test {

/// Fifty minutes of invented traffic of a support assistant, the same on every machine: repeats,
/// paraphrases, new questions, bypasses, a threshold change, evictions, labels. Its last events end
/// just before `endUs`.
std::vector<Event> sampleTraffic(std::int64_t endUs);

/// 2026-04-07 14:30:00 UTC.
inline constexpr std::int64_t traffic_end_us = 1'775'572'200'000'000;

} // namespace bsc::ui::test

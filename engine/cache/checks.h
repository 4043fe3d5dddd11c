#pragma once

#include "engine/base/result.h"
#include "engine/cache/binary_cache.h"

#include <chrono>
#include <optional>

namespace bsc {

/// What a caller may ask of a cache. All errors: invalid_argument, naming the value and its range.

/// Width, dimension and policy are checked by those that use them.
Result<void> check_config(const CacheConfig& config);
Result<void> check_threshold(float threshold);
Result<void> check_ttl(std::optional<std::chrono::seconds> ttl);

} // namespace bsc

#pragma once

#include "engine/cache/entry.h"

#include <atomic>
#include <cstdint>

namespace bsc {

/// How often `entry` has answered; readers count without waiting for the policy.
inline std::uint64_t uses(const CacheEntry& entry) {
    return entry.access_count.load(std::memory_order_relaxed);
}

} // namespace bsc

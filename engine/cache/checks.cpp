#include "engine/cache/checks.h"

#include <string>
#include <utility>

namespace bsc {
Result<void> check_threshold(float threshold) {
    if (!(threshold >= 0 && threshold <= 1))
        return fail(ErrorCode::invalid_argument,
                    "threshold is " + std::to_string(threshold) + "; it must be within 0..1");
    return {};
}

Result<void> check_ttl(std::optional<std::chrono::seconds> ttl) {
    if (ttl && ttl->count() <= 0)
        return fail(ErrorCode::invalid_argument, "time to live is " + std::to_string(ttl->count()) +
                                                     " s; it must be at least 1 s");
    return {};
}

Result<void> check_config(const CacheConfig& config) {
    if (config.max_entries == 0)
        return fail(ErrorCode::invalid_argument, "max_entries is 0; it must be at least 1");
    if (config.eviction_batch == 0 || config.eviction_batch > config.max_entries)
        return fail(ErrorCode::invalid_argument, "eviction_batch is " +
                                                     std::to_string(config.eviction_batch) +
                                                     "; it must be within 1..max_entries (" +
                                                     std::to_string(config.max_entries) + ")");
    if (config.eviction_budget.count() < 0)
        return fail(ErrorCode::invalid_argument,
                    "eviction_budget is " + std::to_string(config.eviction_budget.count()) +
                        " ms; it must be at least 0");
    return check_threshold(config.threshold).and_then([&] { return check_ttl(config.ttl); });
}

} // namespace bsc

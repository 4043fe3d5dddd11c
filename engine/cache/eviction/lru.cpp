#include "engine/cache/eviction/lru.h"

#include "engine/cache/eviction/reason.h"

namespace bsc {
namespace {

std::int64_t last_use(const CacheEntry& entry) {
    return entry.last_accessed_us.load(std::memory_order_relaxed);
}

} // namespace

std::string LruPolicy::reason_for(double idle_seconds) {
    return "least recently used: idle for " + seconds_text(idle_seconds);
}

LruPolicy::LruPolicy(PolicyConfig config) : order_(last_use, std::move(config.live)) {}

std::vector<Victim> LruPolicy::victims(std::size_t n, TimePoint now, EvictionDeadline) {
    std::vector<Victim> chosen;
    for (const CacheEntry* entry : order_.least(n)) {
        const double idle = seconds_since(last_use(*entry), now);
        chosen.push_back({entry->id, idle, reason_for(idle)});
    }
    return chosen;
}

} // namespace bsc

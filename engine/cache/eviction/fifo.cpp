#include "engine/cache/eviction/fifo.h"

#include "engine/cache/eviction/reason.h"

namespace bsc {
namespace {

/// Ids ascend with age; the clock may be set back.
std::int64_t arrival(const CacheEntry& entry) { return static_cast<std::int64_t>(entry.id); }

} // namespace

FifoPolicy::FifoPolicy(PolicyConfig config) : order_(arrival, std::move(config.live)) {}

std::vector<Victim> FifoPolicy::victims(std::size_t n, TimePoint now, EvictionDeadline) {
    std::vector<Victim> chosen;
    for (const CacheEntry* entry : order_.least(n)) {
        const double age = seconds_since(entry->created.time_since_epoch().count(), now);
        chosen.push_back({entry->id, age, "first in: stored " + seconds_text(age) + " ago"});
    }
    return chosen;
}

} // namespace bsc

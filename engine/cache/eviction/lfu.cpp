#include "engine/cache/eviction/lfu.h"

#include "engine/cache/eviction/reason.h"
#include "engine/cache/eviction/uses.h"

namespace bsc {
namespace {

std::int64_t fewest_uses_first(const CacheEntry& entry) {
    return static_cast<std::int64_t>(uses(entry));
}

} // namespace

LfuPolicy::LfuPolicy(PolicyConfig config) : order_(fewest_uses_first, std::move(config.live)) {}

std::vector<Victim> LfuPolicy::victims(std::size_t n, TimePoint now, EvictionDeadline) {
    std::vector<Victim> chosen;
    for (const CacheEntry* entry : order_.least(n)) {
        const std::uint64_t count = uses(*entry);
        const double age = seconds_since(entry->created.time_since_epoch().count(), now);
        chosen.push_back({entry->id, static_cast<double>(count),
                          fmt::format("least frequently used: {} {} in {}", count,
                                      count == 1 ? "use" : "uses", seconds_text(age))});
    }
    return chosen;
}

} // namespace bsc

#include "engine/replay/clusters/map_entry.h"

#include <algorithm>

namespace bsc {

std::vector<MapEntry> map_entries_of(const BinaryCache& cache) {
    std::vector<MapEntry> entries;
    cache.for_each([&](const EntryPtr& entry) {
        if (entry->code.bits() != 0)
            entries.push_back({entry->id, entry->code,
                               entry->access_count.load(std::memory_order_relaxed),
                               entry->created.time_since_epoch().count(),
                               entry->pinned.load(std::memory_order_relaxed), entry->prompt});
    });
    std::ranges::sort(entries, {}, &MapEntry::id);
    return entries;
}

} // namespace bsc

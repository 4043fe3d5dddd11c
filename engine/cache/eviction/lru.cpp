#include "engine/cache/eviction/lru.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace bsc {
namespace {

std::int64_t last_use(const CacheEntry& entry) {
    return entry.last_accessed_us.load(std::memory_order_relaxed);
}

std::string reason_for(double idle_seconds) {
    std::array<char, 64> text;
    std::snprintf(text.data(), text.size(), "least recently used: idle for %.*f s",
                  idle_seconds < 10 ? 1 : 0, idle_seconds);
    return text.data();
}

} // namespace

void LruPolicy::on_insert(const CacheEntry& entry) {
    heap_.push({last_use(entry), entry.id});
    ++living_;
    heap_.tidy(living_, config_.live);
}

void LruPolicy::on_erase(const CacheEntry&, Departure) { --living_; }

std::vector<Victim> LruPolicy::victims(std::size_t n, TimePoint now, EvictionDeadline) {
    std::vector<Victim> chosen;
    std::vector<LazyHeap::Item> chosen_items;
    while (chosen.size() < n && !heap_.empty()) {
        const auto [recorded, id] = heap_.top();
        heap_.pop();
        const CacheEntry* entry = config_.live(id);
        if (!entry)
            continue;
        if (const std::int64_t used = last_use(*entry); used > recorded) {
            heap_.push({used, id});
            continue;
        }
        const double idle = static_cast<double>(now.time_since_epoch().count() - recorded) / 1e6;
        chosen.push_back({id, std::max(0.0, idle), reason_for(std::max(0.0, idle))});
        chosen_items.emplace_back(recorded, id);
    }
    // They stay known until the cache says that they are gone.
    for (const auto& item : chosen_items)
        heap_.push(item);
    return chosen;
}

} // namespace bsc

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
        const double idle = seconds_since(recorded, now);
        chosen.push_back({id, idle, reason_for(idle)});
        chosen_items.emplace_back(recorded, id);
    }
    // They stay known until the cache says that they are gone.
    for (const auto& item : chosen_items)
        heap_.push(item);
    return chosen;
}

} // namespace bsc

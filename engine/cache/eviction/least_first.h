#pragma once

#include "engine/cache/eviction/policy.h"
#include "engine/cache/lazy_heap.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace bsc {

/// Living entries by a key of theirs that only grows: the least first, among equals the oldest.
/// Exact, at no cost to a use: the heap holds each entry at the key it knew of, growth since then
/// is noticed when the entry comes up, and puts it back. Recorded keys are never greater than the
/// true ones, so the first entry that is up to date is the true minimum.
class LeastFirst {
  public:
    using Key = std::int64_t (*)(const CacheEntry&);
    using Live = std::function<const CacheEntry*(EntryId)>;

    LeastFirst(Key key, Live live) : key_(key), live_(std::move(live)) {}

    void insert(const CacheEntry& entry) {
        heap_.push({key_(entry), entry.id});
        ++living_;
        heap_.tidy(living_, live_);
    }
    /// Some entry left the cache.
    void erase() { --living_; }

    /// Up to n living entries, the first to go first. They stay.
    std::vector<const CacheEntry*> least(std::size_t n) {
        std::vector<const CacheEntry*> found;
        std::vector<LazyHeap::Item> back;
        while (found.size() < n && !heap_.empty()) {
            const LazyHeap::Item item = heap_.top();
            heap_.pop();
            const CacheEntry* entry = live_(item.second);
            if (!entry)
                continue;
            if (const std::int64_t key = key_(*entry); key > item.first) {
                heap_.push({key, item.second});
                continue;
            }
            // An entry that left and was put back is there twice; its items come one after the
            // other.
            if (!found.empty() && found.back() == entry)
                continue;
            found.push_back(entry);
            back.push_back(item);
        }
        for (const auto& item : back)
            heap_.push(item);
        return found;
    }

    std::size_t memory_bytes() const { return heap_.memory_bytes(); }

  private:
    Key key_;
    Live live_;
    LazyHeap heap_;
    std::size_t living_ = 0;
};

} // namespace bsc

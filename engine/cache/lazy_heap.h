#pragma once

#include "engine/cache/entry.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace bsc {

/// Entries by a time, earliest first, then by id. An entry that leaves the cache stays in the heap
/// until it comes up or the departed outnumber the living: leaving costs nothing.
class LazyHeap {
  public:
    using Item = std::pair<std::int64_t, EntryId>; ///< microseconds since the epoch

    bool empty() const { return items_.empty(); }
    const Item& top() const { return items_.front(); }
    std::size_t memory_bytes() const { return items_.capacity() * sizeof(Item); }

    void push(Item item) {
        items_.push_back(item);
        std::ranges::push_heap(items_, std::greater{});
    }
    void pop() {
        std::ranges::pop_heap(items_, std::greater{});
        items_.pop_back();
    }
    void clear() { items_.clear(); }

    /// Drops the departed when there are more of them than of the `living`.
    template <class IsLiving>
    void tidy(std::size_t living, IsLiving&& is_living) {
        if (items_.size() <= 2 * living + 64)
            return;
        std::erase_if(items_, [&](const Item& item) { return !is_living(item.second); });
        std::ranges::make_heap(items_, std::greater{});
    }

  private:
    std::vector<Item> items_;
};

} // namespace bsc

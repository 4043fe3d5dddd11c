#pragma once

#include "engine/cache/entry.h"
#include "engine/cache/eviction/table_bytes.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <list>

namespace bsc {

/// Entries in queues, each found by its id. A Node has an `EntryId id` and what the policy knows of
/// the entry; it never moves in memory, so it is in one queue or another for as long as it lives.
template <class Node>
class Queues {
  public:
    using Queue = std::list<Node>; ///< oldest first
    using Place = typename Queue::iterator;

    /// At the newest end.
    void push(Queue& queue, const Node& node) {
        places_[node.id] = queue.insert(queue.end(), node);
    }
    /// To the newest end of `to`.
    static void move(Queue& from, Place place, Queue& to) { to.splice(to.end(), from, place); }

    /// Null when no queue has it.
    const Place* find(EntryId id) const {
        const auto it = places_.find(id);
        return it == places_.end() ? nullptr : &it->second;
    }
    /// Returns the place after it.
    Place erase(Queue& queue, Place place) {
        places_.erase(place->id);
        if (places_.empty())
            places_ = {};
        return queue.erase(place);
    }

    std::size_t memory_bytes() const {
        // A list's node: two links before it, the heap's header, blocks of 16 bytes.
        constexpr std::size_t block = (sizeof(Node) + 3 * sizeof(void*) + 15) / 16 * 16;
        return table_bytes(places_) + places_.size() * block;
    }

  private:
    boost::unordered_flat_map<EntryId, Place> places_;
};

} // namespace bsc

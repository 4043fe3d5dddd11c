#pragma once

#include "engine/cache/eviction/table_bytes.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bsc {

/// The last `capacity` keys that were evicted, in order of eviction; keys are hashes of requests.
/// A key in here twice counts from the last time.
class GhostQueue {
  public:
    explicit GhostQueue(std::size_t capacity) : capacity_(capacity) {}

    void add(std::uint64_t key) {
        if (capacity_ == 0)
            return;
        if (ring_.size() < capacity_) {
            places_[key] = ring_.size();
            ring_.push_back(key);
            return;
        }
        if (const auto it = places_.find(ring_[next_]); it != places_.end() && it->second == next_)
            places_.erase(it);
        places_[key] = next_;
        ring_[next_] = key;
        next_ = (next_ + 1) % capacity_;
    }

    /// Takes `key` out. False when it was not here.
    bool take(std::uint64_t key) { return places_.erase(key) != 0; }

    void clear() { *this = GhostQueue(capacity_); }

    std::size_t memory_bytes() const {
        return ring_.capacity() * sizeof(std::uint64_t) + table_bytes(places_);
    }

  private:
    std::size_t capacity_;
    std::vector<std::uint64_t> ring_;
    std::size_t next_ = 0; ///< of a full ring: the oldest, overwritten next
    boost::unordered_flat_map<std::uint64_t, std::size_t> places_;
};

} // namespace bsc

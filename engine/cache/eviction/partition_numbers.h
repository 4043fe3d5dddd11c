#pragma once

#include "engine/cache/entry.h"

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bsc {

/// Short numbers for the partitions a policy knows something of, so that its records need not carry
/// digests, and how many records each has. A partition without records is forgotten and its number
/// given out again. One thread at a time.
class PartitionNumbers {
  public:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Partition {
        PartitionKey key{};
        std::uint32_t entries = 0, ghosts = 0;
        std::uint16_t group = 0; ///< the policy's to use

        std::size_t codes() const { return std::size_t{entries} + ghosts; }
    };

    PartitionNumbers() : numbers_(0, Hash{&partitions_}, Equal{&partitions_}) {}
    PartitionNumbers(const PartitionNumbers&) = delete;
    PartitionNumbers& operator=(const PartitionNumbers&) = delete;

    /// The number of `key`, a new one when it has none.
    std::uint32_t number_of(const PartitionKey& key) {
        if (const auto it = numbers_.find(key); it != numbers_.end())
            return *it;
        std::uint32_t number = static_cast<std::uint32_t>(partitions_.size());
        if (free_.empty()) {
            partitions_.emplace_back();
        } else {
            number = free_.back();
            free_.pop_back();
        }
        partitions_[number].key = key;
        numbers_.insert(number);
        return number;
    }

    Partition& operator[](std::uint32_t number) { return partitions_[number]; }
    const Partition& operator[](std::uint32_t number) const { return partitions_[number]; }

    /// After a count went down.
    void forget_if_empty(std::uint32_t number) {
        if (partitions_[number].codes() > 0)
            return;
        numbers_.erase(number);
        partitions_[number] = {};
        free_.push_back(number);
    }

    std::size_t memory_bytes() const {
        return partitions_.capacity() * sizeof(Partition) +
               free_.capacity() * sizeof(std::uint32_t) +
               numbers_.bucket_count() * (sizeof(std::uint32_t) + 1);
    }

  private:
    using Partitions = std::vector<Partition>;

    struct Hash {
        using is_transparent = void;
        const Partitions* partitions;

        std::size_t operator()(const PartitionKey& key) const { return DigestHash{}(key); }
        std::size_t operator()(std::uint32_t n) const { return (*this)((*partitions)[n].key); }
    };
    struct Equal {
        using is_transparent = void;
        const Partitions* partitions;

        bool operator()(std::uint32_t a, std::uint32_t b) const { return a == b; }
        bool operator()(const PartitionKey& key, std::uint32_t n) const {
            return key == (*partitions)[n].key;
        }
        bool operator()(std::uint32_t n, const PartitionKey& key) const { return (*this)(key, n); }
    };

    Partitions partitions_;
    std::vector<std::uint32_t> free_;
    boost::unordered_flat_set<std::uint32_t, Hash, Equal> numbers_;
};

} // namespace bsc

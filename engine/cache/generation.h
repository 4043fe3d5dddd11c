#pragma once

#include "engine/base/result.h"
#include "engine/cache/entry.h"
#include "engine/cache/shared_table.h"
#include "engine/index/code_index.h"

#include <atomic>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace bsc {

/// The entries of one partition. Most partitions are one conversation with one entry, so the first
/// entry stands alone and the index comes with the second.
struct Partition {
    explicit Partition(const PartitionKey& k) : key(k) {}

    const PartitionKey key;
    std::size_t entries = 0;           ///< of both tiers; the writer's
    AtomicPtr<const CacheEntry> alone; ///< the only entry with a code, while there is no index
    AtomicPtr<CodeIndex> index;

    /// Readers: up to k entries with distance <= radius, sorted by (distance, id).
    std::vector<Match> k_nearest(const Code& code, std::size_t k, unsigned radius) const;
};

/// What an entry is found by in the exact tier.
struct RequestKey {
    PartitionKey partition;
    Digest request_sha256;

    friend bool operator==(const RequestKey&, const RequestKey&) = default;
};

struct KeyById {
    static EntryId of(const CacheEntry& entry) { return entry.id; }
    static std::uint64_t hash(EntryId id);
};
struct KeyByRequest {
    static RequestKey of(const CacheEntry& e) { return {e.partition, e.request_sha256}; }
    static std::uint64_t hash(const RequestKey& key);
};
struct KeyByPartition {
    static const PartitionKey& of(const Partition& partition) { return partition.key; }
    static std::uint64_t hash(const PartitionKey& key);
};

/// All look-up structures around one mean vector. When the mean changes, a new generation is built
/// aside and swapped in whole, so that a query and the codes it meets are always made alike.
///
/// The scheme by which readers never wait, in one place: a reader copies the pointer to the current
/// generation and works on SharedTables (atomics), immutable entries and a CodeIndex (sequence
/// counter) only. The one writer adds to the tables before the index and removes from the index
/// before the tables, so a match names a living entry or one removed just now, and then the reader
/// looks again. Objects live until their last reader lets go.
class Generation {
  public:
    Generation(unsigned bits, std::vector<float> mean);

    std::span<const float> mean() const { return mean_; }
    /// Where a vector's code is taken: `embedding` less the mean.
    std::vector<float> centred(std::span<const float> embedding) const;

    // Readers
    EntryPtr find(EntryId id) const { return by_id_.find(id); }
    EntryPtr find(const RequestKey& key) const { return by_request_.find(key); }
    std::shared_ptr<Partition> find(const PartitionKey& key) const { return partitions_.find(key); }
    template <class Visit>
    void for_each(Visit&& visit) const {
        by_id_.for_each(std::forward<Visit>(visit));
    }
    std::size_t size() const { return by_id_.size(); }
    std::size_t partitions() const { return partitions_.size(); }
    std::size_t index_bytes() const;

    // Writer
    /// In place of an entry with the same request, which is removed. Errors: of the index.
    Result<void> add(const EntryPtr& entry);
    void remove(const CacheEntry& entry);

  private:
    Result<void> add_code(Partition& partition, const EntryPtr& entry, const CacheEntry* former);
    void remove_from_partition(const CacheEntry& entry);

    const unsigned bits_;
    const std::vector<float> mean_;
    SharedTable<const CacheEntry, KeyById> by_id_;
    SharedTable<const CacheEntry, KeyByRequest> by_request_;
    SharedTable<Partition, KeyByPartition> partitions_;
    std::atomic<std::size_t> code_index_bytes_{0};
};

} // namespace bsc

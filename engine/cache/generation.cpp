#include "engine/cache/generation.h"

#include "engine/code/hamming.h"

namespace bsc {
namespace {

/// Finalizer of SplitMix64 (Steele, Lea, Flood 2014): spreads consecutive ids over the table.
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

} // namespace

std::uint64_t KeyById::hash(EntryId id) { return mixed(id); }

std::uint64_t KeyByRequest::hash(const RequestKey& key) {
    return mixed(DigestHash{}(key.partition)) + DigestHash{}(key.request_sha256);
}

std::uint64_t KeyByPartition::hash(const PartitionKey& key) { return DigestHash{}(key); }

std::vector<Match> Partition::k_nearest(const Code& code, std::size_t k, unsigned radius) const {
    auto several = index.load();
    const EntryPtr one = several ? nullptr : alone.load();
    if (!several && !one)
        several = index.load(); // the lone entry may have moved into an index just now
    if (several)
        return several->k_nearest(code, k, radius);
    if (!one || k == 0)
        return {};
    const unsigned distance = hamming_distance(code, one->code);
    return distance <= radius ? std::vector{Match{one->id, distance}} : std::vector<Match>{};
}

Generation::Generation(unsigned bits, std::vector<float> mean)
    : bits_(bits), mean_(std::move(mean)) {}

std::vector<float> Generation::centred(std::span<const float> embedding) const {
    std::vector<float> result(embedding.begin(), embedding.end());
    if (!mean_.empty())
        for (std::size_t i = 0; i < result.size(); ++i)
            result[i] -= mean_[i];
    return result;
}

std::size_t Generation::index_bytes() const {
    return by_id_.memory_bytes() + by_request_.memory_bytes() + partitions_.memory_bytes() +
           partitions_.size() * sizeof(Partition) +
           code_index_bytes_.load(std::memory_order_relaxed);
}

Result<void> Generation::add(const EntryPtr& entry) {
    const EntryPtr former = find(KeyByRequest::of(*entry));
    auto partition = find(entry->partition);
    if (!partition) {
        partition = std::make_shared<Partition>(entry->partition);
        partitions_.put(partition);
    }
    ++partition->entries;
    by_id_.put(entry);
    if (entry->code.bits() != 0)
        if (auto added = add_code(*partition, entry, former.get()); !added) {
            by_id_.erase(entry->id);
            remove_from_partition(*entry);
            return added;
        }
    by_request_.put(entry);
    if (former) {
        remove_from_partition(*former);
        by_id_.erase(former->id);
    }
    return {};
}

Result<void> Generation::add_code(Partition& partition, const EntryPtr& entry,
                                  const CacheEntry* former) {
    auto index = partition.index.load();
    const EntryPtr one = partition.alone.load();
    if (!index && (!one || one.get() == former)) {
        partition.alone.store(entry);
        return {};
    }
    if (!index) {
        auto made = make_index(bits_, 2);
        if (!made)
            return tl::unexpected(made.error());
        index = std::move(*made);
        if (auto added = index->add(one->id, one->code); !added)
            return added;
        if (auto added = index->add(entry->id, entry->code); !added)
            return added;
        code_index_bytes_ += index->memory_bytes();
        partition.index.store(std::move(index));
        partition.alone.store(nullptr);
        return {};
    }
    const std::size_t before = index->memory_bytes();
    auto added = index->add(entry->id, entry->code);
    code_index_bytes_ += index->memory_bytes() - before;
    return added;
}

void Generation::remove(const CacheEntry& entry) {
    remove_from_partition(entry);
    by_request_.erase(KeyByRequest::of(entry));
    by_id_.erase(entry.id);
}

void Generation::remove_from_partition(const CacheEntry& entry) {
    const auto partition = find(entry.partition);
    if (const auto index = partition->index.load()) {
        const std::size_t before = index->memory_bytes();
        index->remove(entry.id);
        code_index_bytes_ += index->memory_bytes() - before;
    } else if (const EntryPtr one = partition->alone.load(); one && one->id == entry.id) {
        partition->alone.store(nullptr);
    }
    if (--partition->entries == 0) {
        if (const auto index = partition->index.load())
            code_index_bytes_ -= index->memory_bytes();
        partitions_.erase(partition->key);
    }
}

} // namespace bsc

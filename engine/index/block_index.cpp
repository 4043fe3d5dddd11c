#include "engine/index/block_index.h"

#include <string>

namespace bsc {

BlockIndex::BlockIndex(unsigned bits)
    : bits_(bits), layout_(bits), scan_(select_scan_kernel()), store_(layout_), slots_(store_) {
    publish_memory();
}

Result<void> BlockIndex::add(EntryId id, const Code& code) {
    if (auto ok = check_width(code); !ok)
        return ok;
    if (slots_.find(id))
        return fail(ErrorCode::invalid_argument,
                    "Entry " + std::to_string(id) + " is in the index already.");
    const std::size_t count = size();
    if (count == BlockStore::max_slots)
        return fail(ErrorCode::invalid_argument, "The index is full.");
    if (count == store_.capacity())
        store_.grow();

    // No change for the sequence lock: readers ignore the slot until the count covers it.
    const auto slot = static_cast<Slot>(count);
    store_.write_code(slot, code);
    store_.write_id(slot, id);
    slots_.insert(slot);
    publish_memory();
    publish_count(count + 1);
    return {};
}

bool BlockIndex::remove(EntryId id) {
    const std::optional<Slot> gap = slots_.find(id);
    if (!gap)
        return false;
    const auto last = static_cast<Slot>(size() - 1);
    slots_.erase(*gap);
    if (*gap != last)
        slots_.erase(last);
    {
        const SequenceLock::Change change(lock_);
        if (*gap != last)
            store_.copy(last, *gap);
        publish_count(last);
    }
    if (*gap != last)
        slots_.insert(*gap);
    return true;
}

Result<void> BlockIndex::replace(EntryId id, const Code& code) {
    if (auto ok = check_width(code); !ok)
        return ok;
    const std::optional<Slot> slot = slots_.find(id);
    if (!slot)
        return fail(ErrorCode::not_found, "Entry " + std::to_string(id) + " is not in the index.");
    const SequenceLock::Change change(lock_);
    store_.write_code(*slot, code);
    return {};
}

void BlockIndex::clear() {
    slots_.clear();
    const SequenceLock::Change change(lock_);
    publish_count(0);
}

std::optional<Match> BlockIndex::nearest(const Code& code, unsigned radius) const {
    NearestCollector collector;
    search(code, radius, collector);
    return collector.result();
}

std::vector<Match> BlockIndex::k_nearest(const Code& code, std::size_t k, unsigned radius) const {
    if (k == 0)
        return {};
    KNearestCollector collector(k, std::min(radius, bits_));
    search(code, radius, collector);
    return collector.take_sorted();
}

Result<void> BlockIndex::check_width(const Code& code) const {
    if (code.bits() == bits_)
        return {};
    return fail(ErrorCode::invalid_argument, "The index holds codes of " + std::to_string(bits_) +
                                                 " bits; one of " + std::to_string(code.bits()) +
                                                 " bits was given.");
}

void BlockIndex::search(const Code& code, unsigned radius, MatchCollector& collector) const {
    if (code.bits() != bits_)
        return;
    const ScanQuery query(layout_, code);
    lock_.read([&] {
        collector.reset();
        unsigned bound = std::min(radius, bits_);
        store_.spans(size(), [&](const BlockSpan& blocks) {
            bound = scan_(blocks, query, bound, collector);
        });
    });
}

void BlockIndex::publish_memory() {
    memory_bytes_.store(sizeof *this + store_.memory_bytes() + slots_.memory_bytes(),
                        std::memory_order_relaxed);
}

} // namespace bsc

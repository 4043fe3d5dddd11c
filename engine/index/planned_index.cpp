#include "engine/index/planned_index.h"

#include <string>

namespace bsc {

PlannedIndex::PlannedIndex(unsigned bits, std::size_t capacity)
    : planner_(bits, capacity), layout_(bits), scan_(select_scan_kernel()), store_(layout_),
      slots_(store_) {
    publish_memory();
}

Result<void> PlannedIndex::add(EntryId id, const Code& code) {
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
    provide_ring(count + 1);

    const auto slot = static_cast<Slot>(count);
    store_.write_code(slot, code);
    store_.write_id(slot, id);
    slots_.insert(slot);
    if (Ring* ring = this->ring()) {
        ring->prefetch(code);
        {
            const SequenceLock::Change change(lock_);
            keep_if_complete(ring->insert(slot, code));
            publish_count(count + 1);
        }
        tidy_rings();
    } else {
        // No change for the sequence lock: readers ignore the slot until the count covers it.
        publish_count(count + 1);
    }
    publish_memory();
    return {};
}

bool PlannedIndex::remove(EntryId id) {
    const std::optional<Slot> gap = slots_.find(id);
    if (!gap)
        return false;
    const auto last = static_cast<Slot>(size() - 1);
    Ring* ring = this->ring();
    if (ring) {
        ring->prefetch(*gap);
        ring->prefetch(last);
    }
    slots_.erase(*gap);
    if (*gap != last)
        slots_.erase(last);
    {
        const SequenceLock::Change change(lock_);
        if (ring)
            ring->remove(*gap, last);
        if (*gap != last)
            store_.copy(last, *gap);
        publish_count(last);
    }
    if (*gap != last)
        slots_.insert(*gap);
    return true;
}

Result<void> PlannedIndex::replace(EntryId id, const Code& code) {
    if (auto ok = check_width(code); !ok)
        return ok;
    const std::optional<Slot> slot = slots_.find(id);
    if (!slot)
        return fail(ErrorCode::not_found, "Entry " + std::to_string(id) + " is not in the index.");
    Ring* ring = this->ring();
    if (ring) {
        ring->prefetch(*slot);
        ring->prefetch(code);
    }
    {
        const SequenceLock::Change change(lock_);
        store_.write_code(*slot, code);
        if (ring)
            keep_if_complete(ring->replace(*slot, code));
    }
    tidy_rings();
    publish_memory();
    return {};
}

void PlannedIndex::clear() {
    slots_.clear();
    {
        const SequenceLock::Change change(lock_);
        publish_count(0);
        if (RingKeeper* rings = rings_.load())
            rings->use_none();
    }
    tidy_rings();
    publish_memory();
}

std::optional<Match> PlannedIndex::nearest(const Code& code, unsigned radius) const {
    NearestCollector collector;
    search(code, radius, 1, collector);
    return collector.result();
}

std::vector<Match> PlannedIndex::k_nearest(const Code& code, std::size_t k, unsigned radius) const {
    if (k == 0)
        return {};
    using Offers = KNearestCollector::Offers;
    const unsigned bound = std::min(radius, bits());
    KNearestCollector collector(k, bound, Offers::repeatedly);
    search(code, radius, k, collector);
    return collector.take_sorted();
}

Result<void> PlannedIndex::check_width(const Code& code) const {
    if (code.bits() == bits())
        return {};
    return fail(ErrorCode::invalid_argument, "The index holds codes of " + std::to_string(bits()) +
                                                 " bits; one of " + std::to_string(code.bits()) +
                                                 " bits was given.");
}

void PlannedIndex::search(const Code& code, unsigned radius, std::size_t k,
                          MatchCollector& collector) const {
    if (code.bits() != bits())
        return;
    const unsigned bound = std::min(radius, bits());
    lock_.read([&] {
        const std::size_t count = size();
        unsigned limit = bound;
        collector.reset();
        if (const Ring* ring = this->ring(); ring && planner_.ring_pays(count, k, bound)) {
            const RingOutcome found =
                ring->search(store_, count, code, bound, Planner::ring_effort(count), collector);
            if (found.complete)
                return;
            // What it found is offered again, but spares the scan most of the suffixes.
            limit = found.bound;
        }
        const ScanQuery query(layout_, code);
        store_.spans(count, [&](const BlockSpan& blocks) {
            limit = scan_(blocks, query, limit, collector);
        });
    });
}

Ring* PlannedIndex::ring() const {
    const RingKeeper* rings = rings_.load(std::memory_order_acquire);
    return rings ? rings->in_use() : nullptr;
}

void PlannedIndex::provide_ring(std::size_t entries) {
    if (!planner_.wants_ring(entries))
        return;
    if (!rings_.load())
        rings_.store(new RingKeeper, std::memory_order_release);
    RingKeeper& rings = *rings_.load();
    if (entries < rings.next_at)
        return;
    auto built = build_ring(entries);
    const std::size_t next_at = built ? built->slots() + 1 : 2 * entries;
    {
        const SequenceLock::Change change(lock_);
        if (built)
            rings.use(std::move(built));
        else
            rings.use_none();
    }
    rings.next_at = next_at;
    rings.give_back_unused();
}

std::unique_ptr<Ring> PlannedIndex::build_ring(std::size_t entries) const {
    const std::size_t planned = planner_.ring_entries(entries);
    auto ring = Ring::make(bits(), planned, Planner::ring_slots(planned));
    if (!ring)
        return nullptr;
    const auto count = static_cast<Slot>(size());
    for (Slot slot = 0; slot < count; ++slot)
        if (!ring->insert(slot, store_.code(slot, bits())))
            return nullptr;
    return ring;
}

void PlannedIndex::keep_if_complete(bool complete) {
    if (!complete)
        rings_.load()->use_none();
}

void PlannedIndex::tidy_rings() {
    if (RingKeeper* rings = rings_.load(); rings && !rings->in_use())
        rings->give_back_unused();
}

void PlannedIndex::publish_memory() {
    const RingKeeper* rings = rings_.load();
    memory_bytes_.store(sizeof *this + store_.memory_bytes() + slots_.memory_bytes() +
                            (rings ? rings->memory_bytes() : 0),
                        std::memory_order_relaxed);
}

} // namespace bsc

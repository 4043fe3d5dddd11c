#include "engine/index/planned_index.h"

#include <string>

namespace bsc {
namespace {

/// A try to gather a crowd costs a scan. If it fails, so many are made at most while the number of
/// codes doubles.
constexpr std::size_t tries_while_growing = 64;

/// What a batch of evictions leaves until additions follow; a scan reads the holes too.
constexpr std::size_t most_holes(std::size_t extent) { return 64 + extent / 16; }

/// Every code within the radius.
class IdCollector final : public MatchCollector {
  public:
    explicit IdCollector(unsigned radius) : radius_(radius) {}

    void reset() override { ids.clear(); }
    unsigned offer(Match match) override {
        ids.push_back(match.id);
        return radius_;
    }

    std::vector<EntryId> ids;

  private:
    unsigned radius_;
};

/// Each bit as most codes have it.
Code majority(const std::vector<Code>& codes) {
    Code centre(codes.front().bits());
    for (unsigned j = 0; j < centre.bits(); ++j) {
        const auto set =
            std::ranges::count_if(codes, [&](const Code& code) { return code.bit(j); });
        if (2 * static_cast<std::size_t>(set) > codes.size())
            centre.set_bit(j);
    }
    return centre;
}

} // namespace

PlannedIndex::PlannedIndex(unsigned bits, std::size_t capacity)
    : planner_(bits, capacity), layout_(bits), scan_(select_scan_kernel()), store_(layout_),
      slots_(store_) {
    publish_memory();
}

Result<void> PlannedIndex::add(EntryId id, const Code& code) {
    if (auto ok = check_width(code); !ok)
        return ok;
    if (id == no_entry || slots_.find(id))
        return fail(ErrorCode::invalid_argument,
                    id == no_entry ? "No entry may have the highest id."
                                   : "Entry " + std::to_string(id) + " is in the index already.");
    if (size() == BlockStore::max_slots)
        return fail(ErrorCode::invalid_argument, "The index is full.");
    const auto slot = take_hole().value_or(static_cast<Slot>(extent()));
    const std::size_t extent = std::max<std::size_t>(this->extent(), slot + std::size_t{1});
    if (extent > store_.capacity())
        store_.grow();
    provide_ring(extent);

    RingKeeper* rings = this->rings();
    std::optional<std::uint32_t> crowd;
    if (rings) {
        crowd = rings->crowds.crowd_of(code);
        if (!crowd)
            rings->in_use()->prefetch(code);
    }
    store_.write_code(slot, code); // which readers ignore until it has an id
    {
        const SequenceLock::Change change(lock_);
        store_.write_id(slot, id);
        if (rings)
            enter(*rings, slot, id, code, crowd);
        publish_counts(size() + 1, extent);
    }
    slots_.insert(slot);
    if (rings)
        look_after(*rings, code);
    publish_memory();
    return {};
}

bool PlannedIndex::remove(EntryId id) {
    const std::optional<Slot> slot = slots_.find(id);
    if (!slot)
        return false;
    RingKeeper* rings = this->rings();
    if (rings && !rings->crowds.holds(*slot))
        rings->in_use()->prefetch(*slot);
    slots_.erase(*slot);
    {
        const SequenceLock::Change change(lock_);
        if (rings)
            leave(*rings, *slot);
        vacate(*slot);
        size_.store(size() - 1, std::memory_order_release);
    }
    if (*slot < extent())
        holes_.push_back(*slot);
    if (holes_.size() > most_holes(extent()))
        fill_hole(rings);
    publish_memory();
    return true;
}

Result<void> PlannedIndex::replace(EntryId id, const Code& code) {
    if (auto ok = check_width(code); !ok)
        return ok;
    const std::optional<Slot> slot = slots_.find(id);
    if (!slot)
        return fail(ErrorCode::not_found, "Entry " + std::to_string(id) + " is not in the index.");
    RingKeeper* rings = this->rings();
    std::optional<std::uint32_t> crowd;
    if (rings) {
        crowd = rings->crowds.crowd_of(code);
        if (!rings->crowds.holds(*slot))
            rings->in_use()->prefetch(*slot);
        if (!crowd)
            rings->in_use()->prefetch(code);
    }
    {
        const SequenceLock::Change change(lock_);
        store_.write_code(*slot, code);
        if (rings) {
            leave(*rings, *slot);
            enter(*rings, *slot, id, code, crowd);
        }
    }
    if (rings)
        look_after(*rings, code);
    publish_memory();
    return {};
}

void PlannedIndex::clear() {
    slots_.clear();
    holes_.clear();
    {
        const SequenceLock::Change change(lock_);
        publish_counts(0, 0);
        if (RingKeeper* rings = rings_.load())
            rings->use_none();
    }
    if (RingKeeper* rings = rings_.load())
        rings->give_back_unused();
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
        const std::size_t count = extent();
        unsigned limit = bound;
        collector.reset();
        const ScanQuery query(layout_, code);
        const RingKeeper* rings = rings_.load(std::memory_order_acquire);
        const Ring* ring = rings ? rings->in_use() : nullptr;
        if (ring && planner_.ring_pays(count, k, bound)) {
            // The nearest member of a crowd makes the ring's radius small.
            limit = rings->crowds.search(query, limit, collector);
            const RingOutcome found =
                ring->search(store_, count, code, limit, Planner::ring_effort(count), collector);
            if (found.complete)
                return;
            // What it found is offered again, but spares the scan most of the suffixes.
            limit = found.bound;
        }
        store_.spans(count, [&](const BlockSpan& blocks) {
            limit = scan_(blocks, query, limit, collector);
        });
    });
}

RingKeeper* PlannedIndex::rings() {
    RingKeeper* rings = rings_.load(std::memory_order_acquire);
    return rings && rings->in_use() ? rings : nullptr;
}

void PlannedIndex::provide_ring(std::size_t entries) {
    if (!planner_.wants_ring(entries))
        return;
    if (!rings_.load())
        rings_.store(new RingKeeper(bits(), scan_), std::memory_order_release);
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

std::unique_ptr<Ring> PlannedIndex::build_ring(std::size_t entries) {
    const std::size_t planned = planner_.ring_entries(entries);
    auto ring = Ring::make(bits(), planned, Planner::ring_slots(planned));
    if (!ring)
        return nullptr;
    RingKeeper& rings = *rings_.load();
    const auto count = static_cast<Slot>(extent());
    for (Slot slot = 0; slot < count; ++slot) {
        if (store_.id(slot) == no_entry || rings.crowds.holds(slot))
            continue;
        const Code code = store_.code(slot, bits());
        if (!ring->insert(slot, code))
            return nullptr;
        // Members leave this ring only, so there must be no other.
        if (!rings.in_use())
            gather_crowd(*ring, slot + 1, rings, code);
    }
    return ring;
}

void PlannedIndex::enter(RingKeeper& rings, Slot slot, EntryId id, const Code& code,
                         std::optional<std::uint32_t> crowd) {
    if (crowd)
        rings.crowds.add(slot, *crowd, id, code);
    else if (!rings.in_use()->insert(slot, code))
        rings.use_none();
}

void PlannedIndex::leave(RingKeeper& rings, Slot slot) {
    if (rings.crowds.holds(slot))
        rings.crowds.remove(slot);
    else
        rings.in_use()->remove(slot);
}

std::optional<Slot> PlannedIndex::take_hole() {
    while (!holes_.empty()) {
        const Slot slot = holes_.back();
        holes_.pop_back();
        if (slot < extent())
            return slot;
    }
    return std::nullopt;
}

void PlannedIndex::fill_hole(RingKeeper* rings) {
    const std::optional<Slot> hole = take_hole();
    if (!hole)
        return;
    const auto last = static_cast<Slot>(extent() - 1);
    const bool in_crowd = rings && rings->crowds.holds(last);
    if (rings && !in_crowd)
        rings->in_use()->prefetch(last);
    slots_.erase(last);
    {
        const SequenceLock::Change change(lock_);
        if (in_crowd)
            rings->crowds.renumber(last, *hole);
        else if (rings)
            rings->in_use()->move(last, *hole);
        store_.copy(last, *hole);
        vacate(last);
    }
    slots_.insert(*hole);
}

void PlannedIndex::vacate(Slot slot) {
    store_.write_id(slot, no_entry);
    std::size_t extent = this->extent();
    while (extent > 0 && store_.id(static_cast<Slot>(extent - 1)) == no_entry)
        --extent;
    extent_.store(extent, std::memory_order_release);
}

void PlannedIndex::gather_crowd(Ring& ring, Slot end, RingKeeper& rings, const Code& code) {
    Crowds& crowds = rings.crowds;
    const std::vector<Slot> crowded = ring.take_long_overflow();
    if (rings.crowd_pause > 0) {
        --rings.crowd_pause;
        return;
    }
    std::vector<Code> sample;
    for (const Slot slot : crowded)
        if (const Code other = store_.code(slot, bits()); Crowds::may_share(code, other))
            sample.push_back(other);
    if (sample.empty())
        return;
    const Code centre = majority(sample);
    std::vector<Slot> members = slots_around(centre, crowds.reach());
    std::erase_if(members, [&](Slot slot) { return crowds.holds(slot); });
    std::optional<std::uint32_t> crowd;
    if (members.size() >= Crowds::least_members) {
        const SequenceLock::Change change(lock_);
        crowd = crowds.make_crowd(centre);
    }
    if (!crowd) {
        rings.crowd_pause = size() / tries_while_growing;
        return;
    }
    for (const Slot slot : members) {
        if (slot < end)
            ring.prefetch(slot);
        const Code member = store_.code(slot, bits());
        const SequenceLock::Change change(lock_);
        if (slot < end)
            ring.remove(slot);
        crowds.add(slot, *crowd, store_.id(slot), member);
    }
}

std::vector<Slot> PlannedIndex::slots_around(const Code& centre, unsigned radius) const {
    IdCollector found(radius);
    const ScanQuery query(layout_, centre);
    store_.spans(extent(), [&](const BlockSpan& blocks) { scan_(blocks, query, radius, found); });
    std::vector<Slot> slots;
    for (const EntryId id : found.ids)
        slots.push_back(*slots_.find(id));
    return slots;
}

void PlannedIndex::look_after(RingKeeper& rings, const Code& entered) {
    if (Ring* ring = rings.in_use())
        gather_crowd(*ring, static_cast<Slot>(extent()), rings, entered);
    else
        rings.give_back_unused();
}

void PlannedIndex::publish_memory() {
    const RingKeeper* rings = rings_.load();
    memory_bytes_.store(sizeof *this + store_.memory_bytes() + slots_.memory_bytes() +
                            holes_.capacity() * sizeof(Slot) + (rings ? rings->memory_bytes() : 0),
                        std::memory_order_relaxed);
}

} // namespace bsc

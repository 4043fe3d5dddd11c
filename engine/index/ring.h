#pragma once

#include "engine/index/packed_codes.h"
#include "engine/index/ring_search.h"
#include "engine/index/ring_tables.h"

#include <memory>

namespace bsc {

/// The ring index over a store's slots: layout, tables and packed codes for a fixed number of
/// slots. One writer; readers use search() under a sequence lock, and may do so until the ring
/// is destroyed, also after give_back().
class Ring {
  public:
    /// Nothing when the system has no room.
    static std::unique_ptr<Ring> make(unsigned bits, std::size_t entries, std::size_t slots);

    std::size_t slots() const { return slots_; }

    /// False when the ring has no room left: it is of no more use.
    bool insert(Slot slot, const Code& code);
    void remove(Slot slot);
    /// Gives `to`, which has none, the code of `from`.
    void move(Slot from, Slot to);
    /// See RingTables.
    std::vector<Slot> take_long_overflow() { return tables_.take_long_overflow(); }
    /// Fetches what insert() or the others will touch.
    void prefetch(const Code& code) const { tables_.prefetch(CyclicBits(code)); }
    void prefetch(Slot slot) const { tables_.prefetch(bits_of(slot)); }

    /// See RingKernel. `count` slots of `store`, which has the ids, are in use.
    RingOutcome search(const BlockStore& store, std::size_t count, const Code& code, unsigned bound,
                       std::size_t effort, MatchCollector& collector) const {
        return search_({layout_, tables_, codes_, store, count}, RingQuery(layout_, code), bound,
                       effort, collector);
    }

    std::size_t memory_bytes() const;
    bool holds_memory() const { return holds_memory_; }
    /// Returns the memory to the system. Readers that come late find nothing.
    void give_back();

    Ring(unsigned bits, std::size_t entries, std::size_t slots);

  private:
    CyclicBits bits_of(Slot slot) const { return {codes_.words(slot), layout_.bits()}; }

    const std::size_t slots_;
    const RingLayout layout_;
    RingTables tables_;
    PackedCodes codes_;
    const RingKernel search_;
    bool holds_memory_ = true;
};

} // namespace bsc

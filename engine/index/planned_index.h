#pragma once

#include "engine/index/block_store.h"
#include "engine/index/code_index.h"
#include "engine/index/planner.h"
#include "engine/index/ring_keeper.h"
#include "engine/index/sequence_lock.h"
#include "engine/index/slot_map.h"

#include <atomic>
#include <memory>

namespace bsc {

/// The CodeIndex: a store of blocks, which every query can be answered from by a scan, and beside
/// it, from some number of entries on, a ring over the same slots, which is faster.
///
/// A removal leaves a hole that the next addition fills: moving the last code into it would cost as
/// much as the removal itself. Only where holes become many does each removal fill one so.
///
/// A ring is built beside the one in use and swapped in. What readers may still be looking at stays
/// addressable: blocks are kept for reuse, also by clear(), and a ring out of use gives its pages
/// back but keeps their addresses.
class PlannedIndex final : public CodeIndex {
  public:
    /// bits 1..1024.
    PlannedIndex(unsigned bits, std::size_t capacity);
    ~PlannedIndex() override { delete rings_.load(); }
    PlannedIndex(const PlannedIndex&) = delete;
    PlannedIndex& operator=(const PlannedIndex&) = delete;

    unsigned bits() const override { return planner_.bits(); }
    Result<void> add(EntryId id, const Code& code) override;
    bool remove(EntryId id) override;
    Result<void> replace(EntryId id, const Code& code) override;
    void clear() override;
    std::optional<Match> nearest(const Code& code, unsigned radius) const override;
    std::vector<Match> k_nearest(const Code& code, std::size_t k, unsigned radius) const override;
    std::size_t size() const override { return size_.load(std::memory_order_acquire); }
    std::size_t memory_bytes() const override {
        return memory_bytes_.load(std::memory_order_relaxed);
    }

  private:
    Result<void> check_width(const Code& code) const;
    void search(const Code& code, unsigned radius, std::size_t k, MatchCollector& collector) const;

    /// For the writer: what keeps the ring in use, or null if none is.
    RingKeeper* rings();
    /// Builds the ring, or a larger one, if `entries` want it.
    void provide_ring(std::size_t entries);
    std::unique_ptr<Ring> build_ring(std::size_t entries);
    /// Within a change: a code comes into the ring or a crowd, or leaves it. A ring that could not
    /// take a code is used no more.
    void enter(RingKeeper& rings, Slot slot, EntryId id, const Code& code,
               std::optional<std::uint32_t> crowd);
    void leave(RingKeeper& rings, Slot slot);
    /// Makes a crowd if the ring, which has the slots below `end`, is crowded around this code.
    void gather_crowd(Ring& ring, Slot end, RingKeeper& rings, const Code& code);
    /// The slots of all codes that close to the centre.
    std::vector<Slot> slots_around(const Code& centre, unsigned radius) const;
    /// After a code entered: the ring may be crowded now, or out of use.
    void look_after(RingKeeper& rings, const Code& entered);

    /// A hole, which is one no more.
    std::optional<Slot> take_hole();
    /// Moves the last code into a hole.
    void fill_hole(RingKeeper* rings);
    /// Within a change: the slot has no code any longer.
    void vacate(Slot slot);

    std::size_t extent() const { return extent_.load(std::memory_order_acquire); }
    void publish_counts(std::size_t size, std::size_t extent) {
        size_.store(size, std::memory_order_release);
        extent_.store(extent, std::memory_order_release);
    }
    void publish_memory();

    const Planner planner_;
    const BlockLayout layout_;
    const ScanKernel scan_;
    BlockStore store_;
    SlotMap slots_;
    SequenceLock lock_;
    std::atomic<std::size_t> size_ = 0;
    std::atomic<std::size_t> extent_ = 0; ///< the last slot below it has a code
    /// Slots below the extent that have no code. Some may lie beyond it since it shrank; they are
    /// dropped before it grows.
    std::vector<Slot> holes_;
    std::atomic<std::size_t> memory_bytes_;
    std::atomic<RingKeeper*> rings_ = nullptr; ///< owned
};

} // namespace bsc

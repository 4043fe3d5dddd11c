#pragma once

#include "engine/index/block_scan.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

namespace bsc {

using Slot = std::uint32_t;

/// Slots for codes and their ids, in chunks of blocks that never move and are freed only with the
/// store: a reader may scan them at any time. The first has 4 slots and each of the next two makes
/// four times as many of them; then the store doubles, up to chunks of 4096. So a store of one code
/// is small, a large one has little to spare, and a scan sets out seldom.
///
/// One writer; readers use only spans() and look_at_id(), with a count that the writer published
/// with release order after it wrote those slots, read with acquire order.
class BlockStore {
  public:
    static constexpr std::size_t max_slots = std::size_t{1} << 31;

    explicit BlockStore(BlockLayout layout) : layout_(layout) {}
    ~BlockStore();
    BlockStore(const BlockStore&) = delete;
    BlockStore& operator=(const BlockStore&) = delete;

    std::size_t capacity() const { return capacity_; }
    /// Adds a chunk.
    void grow();

    EntryId id(Slot slot) const;
    /// The slot's code, of `bits` bits.
    Code code(Slot slot, unsigned bits) const;
    void write_id(Slot slot, EntryId id);
    void write_code(Slot slot, const Code& code);
    /// Copies code and id.
    void copy(Slot from, Slot to);

    /// For readers: the id of a slot below such a count.
    EntryId look_at_id(Slot slot) const;

    /// Calls visit(BlockSpan) for the chunks that hold the first `count` slots.
    template <class Visit>
    void spans(std::size_t count, Visit visit) const {
        std::byte* const* chunks = directory_.load(std::memory_order_acquire);
        std::size_t first = 0;
        for (std::size_t c = 0; first < count; ++c) {
            const std::size_t slots = chunk_slots(c);
            visit(span(chunks[c], slots, std::min(count - first, slots)));
            first += slots;
        }
    }

    std::size_t memory_bytes() const { return memory_bytes_; }

  private:
    static constexpr std::size_t first_chunk_slots = 4;
    static constexpr std::size_t full_chunk_slots = 4096;
    static constexpr std::size_t quadruplings = 2;
    static constexpr std::size_t quadrupled_slots = first_chunk_slots << 2 * quadruplings;
    static constexpr std::size_t doublings = std::countr_zero(full_chunk_slots / quadrupled_slots);

    /// 4, 12, 48, then 64, 128, ... 2048, 4096, 4096, ...
    static constexpr std::size_t chunk_slots(std::size_t chunk) {
        if (chunk > quadruplings)
            return quadrupled_slots << std::min(chunk - quadruplings - 1, doublings);
        return chunk == 0 ? first_chunk_slots : 3 * first_chunk_slots << 2 * (chunk - 1);
    }
    /// As many as divide the chunk into blocks.
    static constexpr std::size_t chunk_lanes(std::size_t slots) {
        return std::min(slots & -slots, block_lanes);
    }

    struct Place {
        std::size_t chunk;
        std::size_t offset; ///< slots from the chunk's start
    };
    static Place place(Slot slot);

    /// The three arrays in a chunk's memory, as BlockSpan describes them.
    struct Chunk {
        std::uint16_t* prefixes;
        std::uint16_t* suffixes;
        EntryId* ids;
    };
    Chunk chunk_at(std::byte* base, std::size_t slots) const {
        auto* prefixes = reinterpret_cast<std::uint16_t*>(base);
        auto* suffixes = prefixes + slots * layout_.prefix_planes;
        auto* ids = reinterpret_cast<EntryId*>(suffixes + slots * layout_.suffix_planes);
        return {prefixes, suffixes, ids};
    }
    BlockSpan span(std::byte* base, std::size_t slots, std::size_t count) const {
        const auto [prefixes, suffixes, ids] = chunk_at(base, slots);
        return {prefixes, suffixes, ids, chunk_lanes(slots), count};
    }
    std::size_t chunk_bytes(std::size_t chunk) const;

    /// One slot: its planes lie `stride` apart.
    struct Row {
        std::uint16_t* prefix;
        std::uint16_t* suffix;
        EntryId* id;
        std::size_t stride;
    };
    Row row(Slot slot) const;
    std::uint16_t& plane(const Row& row, unsigned p) const;

    BlockLayout layout_;
    std::size_t capacity_ = 0;
    std::size_t memory_bytes_ = 0;
    std::size_t chunk_count_ = 0;
    std::atomic<std::byte**> directory_ = nullptr;
    /// The directory in use is the last; readers may still hold an earlier, shorter one.
    std::vector<std::unique_ptr<std::byte*[]>> directories_;
    std::size_t directory_size_ = 0;
};

} // namespace bsc

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

/// Slots for codes and their ids, in chunks of blocks that are freed only with the store: a reader
/// may scan them at any time. The first chunk makes way for larger ones until it has settled; then
/// the store doubles, up to chunks of 4096. So a store of one code is small, a large one has little
/// to spare, and a scan sets out seldom.
///
/// One writer; readers use only spans() and look_at_id(), with a count that the writer published
/// with release order after it wrote those slots, read with acquire order. A reader may be in a
/// chunk that has made way: what it finds is what was true before the writer's next change.
class BlockStore {
  public:
    static constexpr std::size_t max_slots = std::size_t{1} << 31;

    /// Slots of the first chunk, at first and once it has settled: 4 or a power of two from 32 up
    /// to 4096. It grows eightfold.
    struct FirstChunk {
        std::uint16_t least = 4, settled = 256;
    };

    explicit BlockStore(BlockLayout layout) : BlockStore(layout, FirstChunk()) {}
    BlockStore(BlockLayout layout, FirstChunk first) : layout_(layout), first_(first) {}
    BlockStore(const BlockStore&) = delete;
    BlockStore& operator=(const BlockStore&) = delete;

    std::size_t capacity() const { return capacity_; }
    /// Adds a chunk, or makes the first one larger.
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
        const Chunk* chunk = directory_.load(std::memory_order_acquire);
        for (std::size_t first = 0; first < count; first += chunk++->slots)
            visit(span(*chunk, std::min(count - first, chunk->slots)));
    }

    std::size_t memory_bytes() const { return memory_bytes_; }

  private:
    static constexpr std::size_t first_growth = 8;
    static constexpr std::size_t full_chunk_slots = 4096;

    struct Place {
        std::size_t chunk;
        std::size_t offset; ///< slots from the chunk's start
    };
    Place place(Slot slot) const;

    /// The three arrays in a chunk's memory, as BlockSpan describes them.
    struct Chunk {
        std::uint16_t* prefixes;
        std::uint16_t* suffixes;
        EntryId* ids;
        std::size_t slots;

        std::size_t lanes() const { return std::min(slots, block_lanes); }
    };
    static BlockSpan span(const Chunk& chunk, std::size_t count) {
        return {chunk.prefixes, chunk.suffixes, chunk.ids, chunk.lanes(), count};
    }
    Chunk make_chunk(std::size_t slots);

    /// One slot: its planes lie `stride` apart.
    struct Row {
        std::uint16_t* prefix;
        std::uint16_t* suffix;
        EntryId* id;
        std::size_t stride;
    };
    Row row(const Chunk& chunk, std::size_t offset) const;
    Row row(Slot slot) const;
    std::uint16_t& plane(const Row& row, unsigned p) const;
    void copy(const Row& from, const Row& to);

    struct Free {
        void operator()(std::byte* memory) const;
    };

    BlockLayout layout_;
    FirstChunk first_;
    Slot capacity_ = 0;
    std::size_t memory_bytes_ = 0;
    std::vector<std::unique_ptr<std::byte, Free>> memory_;
    /// Chunks in order. The last is in use, and grows in place while it has room; readers may still
    /// hold an earlier one.
    std::vector<std::vector<Chunk>> directories_;
    std::atomic<const Chunk*> directory_ = nullptr;
};

} // namespace bsc

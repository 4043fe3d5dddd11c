#pragma once

#include "engine/index/block_store.h"
#include "engine/index/lazy_pages.h"
#include "engine/index/relaxed.h"
#include "engine/index/ring_layout.h"

#include <array>
#include <vector>

namespace bsc {

/// The postings of the ring index. A posting is a signature and a slot; those of one key share a
/// line.
///
/// A line is 32 signatures of 16 bits, one cache line, and 32 slots in another array, read only for
/// signatures that pass the filter. A home line begins with a header in place of its first two
/// signatures: the number of postings in it (5 bits) and a reference to its overflow, a chunk of
/// 1, 2, 4 ... consecutive lines that begins with a header too: its size class (5 bits) and the
/// number of postings in it. A chunk's first line is one for ever (free chunks are reused in their
/// size only), so that whatever header a reader meets is in range.
///
/// One writer; readers use line_signatures(), header() and slot() under a sequence lock.
class RingTables {
  public:
    static constexpr unsigned line_lanes = 32;
    static constexpr unsigned header_lanes = 2;
    static constexpr unsigned home_postings = line_lanes - header_lanes;

    struct HomeHeader {
        unsigned count;
        std::uint32_t overflow; ///< the chunk's first line, 0 if none
    };
    struct ChunkHeader {
        unsigned size_class; ///< the chunk has 2^size_class lines
        std::uint32_t count;
    };

    /// For up to `entries` codes. `layout` must outlive the tables.
    RingTables(const RingLayout& layout, std::size_t entries);
    RingTables(const RingLayout& layout, std::uint32_t overflow_lines_limit, std::nullptr_t);

    /// False when the system has no room for the tables.
    bool valid() const { return signatures_.valid() && slots_.valid(); }

    /// False when the overflow is used up; the posting may then be missing in some tables.
    bool insert(Slot slot, const CyclicBits& code);
    /// Where in its home lines a code's postings may be, at the earliest.
    using Lanes = std::array<std::uint8_t, RingLayout::max_tables>;
    /// Fetches what remove() and move() touch. Insertions and moves leave the result right.
    Lanes locate(const CyclicBits& code) const;
    void remove(Slot slot, const CyclicBits& code, const Lanes& lanes);
    /// Makes the postings of `from` point to `to`.
    void move(Slot from, Slot to, const CyclicBits& code, const Lanes& lanes);
    /// The slots in an overflow that insertions have made long since the last call, if there is
    /// one.
    std::vector<Slot> take_long_overflow();
    /// Fetches what the other calls touch first for this code.
    void prefetch(const CyclicBits& code) const;

    const std::uint16_t* line_signatures(std::uint32_t line) const {
        return signature_lines_ + std::size_t{line} * line_lanes;
    }
    /// The slot of a posting. Its position is line * line_lanes + lane.
    const Slot& slot(std::size_t position) const { return slot_lines_[position]; }

    HomeHeader home_header(std::uint32_t line) const {
        const std::uint32_t raw = header(line);
        return {raw % 32, raw / 32};
    }
    ChunkHeader chunk_header(std::uint32_t line) const {
        const std::uint32_t raw = header(line);
        return {raw % 32, raw / 32};
    }

    std::size_t memory_bytes() const;
    /// See LazyPages.
    void give_back();

  private:
    static constexpr unsigned size_classes = 27;
    /// Postings in an overflow that is worth a look. Unrelated codes fill a home line and rarely a
    /// few postings more.
    static constexpr std::uint32_t long_overflow = 16;

    std::uint32_t header(std::uint32_t line) const {
        return look_at(*reinterpret_cast<const std::uint32_t*>(line_signatures(line)));
    }
    void write_header(std::uint32_t line, unsigned low, std::uint32_t high);
    void write(std::size_t position, std::uint16_t signature, Slot slot);
    void copy(std::size_t from, std::size_t to);

    bool insert_at(std::uint32_t line, std::uint16_t signature, Slot slot);
    void remove_at(std::uint32_t line, std::size_t position);
    unsigned next_lane(std::uint32_t line, std::uint16_t signature, unsigned lane) const;
    std::size_t find(std::uint32_t line, std::uint16_t signature, Slot slot, unsigned lane) const;
    std::uint32_t take_chunk(unsigned size_class);
    std::uint32_t grown(std::uint32_t chunk, ChunkHeader header);

    const RingLayout& layout_;
    std::uint32_t lines_end_; ///< lines in use, home and overflow
    std::uint32_t lines_limit_;
    LazyPages signatures_;
    LazyPages slots_;
    std::uint16_t* signature_lines_;
    Slot* slot_lines_;
    std::array<std::vector<std::uint32_t>, size_classes> free_chunks_;
    std::uint32_t long_chunk_ = 0; ///< see take_long_overflow()
};

} // namespace bsc

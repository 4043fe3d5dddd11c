#include "engine/index/ring_tables.h"

#include <algorithm>
#include <utility>

namespace bsc {
namespace {

/// Chunk sizes double, so lines in use and lines given back by grown chunks are at most 4 times
/// what the postings fill. More is needed only after the codes' distribution changed altogether.
std::uint32_t overflow_lines_for(const RingLayout& layout, std::size_t entries) {
    const std::size_t filled = layout.tables() * entries / RingTables::line_lanes;
    const std::size_t lines = 4 * filled + 64 * layout.tables();
    constexpr std::size_t most = (std::size_t{1} << 27) - 1; // a header has 27 bits for one
    return static_cast<std::uint32_t>(
        std::min(lines, most - std::min<std::size_t>(most, layout.lines())));
}

constexpr std::uint32_t chunk_postings(unsigned size_class) {
    return (RingTables::line_lanes << size_class) - RingTables::header_lanes;
}

constexpr std::size_t first_posting(std::uint32_t line) {
    return std::size_t{line} * RingTables::line_lanes + RingTables::header_lanes;
}

} // namespace

RingTables::RingTables(const RingLayout& layout, std::size_t entries)
    : RingTables(layout, overflow_lines_for(layout, entries), nullptr) {}

RingTables::RingTables(const RingLayout& layout, std::uint32_t overflow_lines, std::nullptr_t)
    : layout_(layout), lines_end_(layout.lines()), lines_limit_(layout.lines() + overflow_lines),
      signatures_(std::size_t{lines_limit_} * line_lanes * sizeof(std::uint16_t)),
      slots_(std::size_t{lines_limit_} * line_lanes * sizeof(Slot)),
      signature_lines_(reinterpret_cast<std::uint16_t*>(signatures_.data())),
      slot_lines_(reinterpret_cast<Slot*>(slots_.data())) {
    signatures_.expect_dense(std::size_t{lines_limit_} * line_lanes * sizeof(std::uint16_t));
    slots_.expect_dense(std::size_t{lines_limit_} * line_lanes * sizeof(Slot));
}

void RingTables::prefetch(const CyclicBits& code) const {
    for (unsigned t = 0; t < layout_.tables(); ++t)
        __builtin_prefetch(line_signatures(layout_.line(t, code)), 1);
}

bool RingTables::insert(Slot slot, const CyclicBits& code) {
    for (unsigned t = 0; t < layout_.tables(); ++t) {
        const std::uint32_t line = layout_.line(t, code);
        __builtin_prefetch(&this->slot(first_posting(line) + home_header(line).count), 1);
    }
    for (unsigned t = 0; t < layout_.tables(); ++t)
        if (!insert_at(layout_.line(t, code), layout_.signature(t, code), slot))
            return false;
    return true;
}

RingTables::Lanes RingTables::locate(const CyclicBits& code) const {
    Lanes lanes;
    for (unsigned t = 0; t < layout_.tables(); ++t) {
        const std::uint32_t line = layout_.line(t, code);
        const std::size_t first = std::size_t{line} * line_lanes;
        const auto [count, overflow] = home_header(line);
        lanes[t] =
            static_cast<std::uint8_t>(next_lane(line, layout_.signature(t, code), header_lanes));
        __builtin_prefetch(&slot(first + lanes[t]), 1);
        __builtin_prefetch(&slot(first + count + 1), 1); // the last one takes a gap
        if (overflow != 0)
            __builtin_prefetch(line_signatures(overflow), 1);
    }
    return lanes;
}

void RingTables::remove(Slot slot, const CyclicBits& code, const Lanes& lanes) {
    for (unsigned t = 0; t < layout_.tables(); ++t) {
        const std::uint32_t line = layout_.line(t, code);
        remove_at(line, find(line, layout_.signature(t, code), slot, lanes[t]));
    }
}

void RingTables::move(Slot from, Slot to, const CyclicBits& code, const Lanes& lanes) {
    for (unsigned t = 0; t < layout_.tables(); ++t) {
        const std::uint32_t line = layout_.line(t, code);
        publish(slot_lines_[find(line, layout_.signature(t, code), from, lanes[t])], to);
    }
}

bool RingTables::insert_at(std::uint32_t line, std::uint16_t signature, Slot slot) {
    const HomeHeader home = home_header(line);
    if (home.count < home_postings) {
        write(first_posting(line) + home.count, signature, slot);
        write_header(line, home.count + 1, 0);
        return true;
    }
    std::uint32_t chunk = home.overflow;
    if (chunk == 0)
        chunk = take_chunk(0);
    else if (const auto header = chunk_header(chunk);
             header.count == chunk_postings(header.size_class))
        chunk = grown(chunk, header);
    if (chunk == 0)
        return false;
    const auto [size_class, count] = chunk_header(chunk);
    write(first_posting(chunk) + count, signature, slot);
    write_header(chunk, size_class, count + 1);
    if (chunk != home.overflow)
        write_header(line, home.count, chunk);
    if ((count + 1) % long_overflow == 0)
        long_chunk_ = chunk;
    return true;
}

std::vector<Slot> RingTables::take_long_overflow() {
    const std::uint32_t chunk = std::exchange(long_chunk_, 0);
    if (chunk == 0)
        return {};
    const auto first = slot_lines_ + first_posting(chunk);
    return {first, first + chunk_header(chunk).count};
}

/// The last posting takes the place of the one removed.
void RingTables::remove_at(std::uint32_t line, std::size_t position) {
    const HomeHeader home = home_header(line);
    if (home.overflow == 0) {
        copy(first_posting(line) + home.count - 1, position);
        write_header(line, home.count - 1, 0);
        return;
    }
    const ChunkHeader chunk = chunk_header(home.overflow);
    copy(first_posting(home.overflow) + chunk.count - 1, position);
    write_header(home.overflow, chunk.size_class, chunk.count - 1);
    if (chunk.count == 1) {
        write_header(line, home.count, 0);
        free_chunks_[chunk.size_class].push_back(home.overflow);
    }
}

/// The first lane from `lane` on with this signature, or line_lanes.
unsigned RingTables::next_lane(std::uint32_t line, std::uint16_t signature, unsigned lane) const {
    const std::uint16_t* signatures = line_signatures(line);
    // A minimum over the whole line becomes vector code; a loop that ends early is mispredicted.
    std::int16_t first = line_lanes;
    for (std::int16_t i = 0; i < std::int16_t{line_lanes}; ++i) {
        const bool matches = signatures[i] == signature && i >= static_cast<std::int16_t>(lane);
        first = std::min(first, matches ? i : std::int16_t{line_lanes});
    }
    return static_cast<unsigned>(first);
}

/// Where the posting is, at `lane` of its home line or later. It must be there.
std::size_t RingTables::find(std::uint32_t line, std::uint16_t signature, Slot slot,
                             unsigned lane) const {
    const auto [count, overflow] = home_header(line);
    const std::size_t first = std::size_t{line} * line_lanes;
    for (; lane < header_lanes + count; lane = next_lane(line, signature, lane + 1))
        if (slot_lines_[first + lane] == slot)
            return first + lane;
    std::size_t position = first_posting(overflow);
    while (slot_lines_[position] != slot || signature_lines_[position] != signature)
        ++position;
    return position;
}

std::uint32_t RingTables::take_chunk(unsigned size_class) {
    std::uint32_t chunk = lines_end_;
    if (auto& free = free_chunks_[size_class]; !free.empty()) {
        chunk = free.back();
        free.pop_back();
    } else {
        if (lines_limit_ - lines_end_ < (std::uint32_t{1} << size_class))
            return 0;
        lines_end_ += std::uint32_t{1} << size_class;
    }
    write_header(chunk, size_class, 0);
    return chunk;
}

/// A chunk of the next size with the same postings; 0 if there is no room.
std::uint32_t RingTables::grown(std::uint32_t chunk, ChunkHeader header) {
    const std::uint32_t larger = take_chunk(header.size_class + 1);
    if (larger == 0)
        return 0;
    for (std::uint32_t i = 0; i < header.count; ++i)
        copy(first_posting(chunk) + i, first_posting(larger) + i);
    write_header(larger, header.size_class + 1, header.count);
    free_chunks_[header.size_class].push_back(chunk);
    return larger;
}

void RingTables::write_header(std::uint32_t line, unsigned low, std::uint32_t high) {
    auto* place =
        reinterpret_cast<std::uint32_t*>(signature_lines_ + std::size_t{line} * line_lanes);
    publish(*place, high * 32 + low);
}

void RingTables::write(std::size_t position, std::uint16_t signature, Slot slot) {
    publish(slot_lines_[position], slot);
    publish(signature_lines_[position], signature);
}

void RingTables::copy(std::size_t from, std::size_t to) {
    write(to, signature_lines_[from], slot_lines_[from]);
}

std::size_t RingTables::memory_bytes() const {
    std::size_t bytes = lines_end_ * line_lanes * (sizeof(std::uint16_t) + sizeof(Slot));
    for (const auto& free : free_chunks_)
        bytes += free.capacity() * sizeof(std::uint32_t);
    return bytes;
}

void RingTables::give_back() {
    signatures_.give_back();
    slots_.give_back();
}

} // namespace bsc

#include "engine/index/block_store.h"

#include "engine/index/relaxed.h"

#include <cstring>
#include <new>

namespace bsc {
namespace {

/// Blocks of 32 lanes start at cache lines, and no vector of any block crosses one.
constexpr std::align_val_t chunk_alignment{64};

} // namespace

BlockStore::~BlockStore() {
    for (std::size_t c = 0; c < chunk_count_; ++c)
        ::operator delete(directories_.back()[c], chunk_alignment);
}

void BlockStore::grow() {
    if (chunk_count_ == directory_size_) {
        const std::size_t size = std::max<std::size_t>(4, 2 * directory_size_);
        auto directory = std::make_unique<std::byte*[]>(size);
        if (!directories_.empty())
            std::copy_n(directories_.back().get(), chunk_count_, directory.get());
        directories_.push_back(std::move(directory));
        directory_size_ = size;
        memory_bytes_ += size * sizeof(std::byte*);
        directory_.store(directories_.back().get(), std::memory_order_release);
    }
    const std::size_t bytes = chunk_bytes(chunk_count_);
    auto* chunk = static_cast<std::byte*>(::operator new(bytes, chunk_alignment));
    std::memset(chunk, 0, bytes);
    directories_.back()[chunk_count_] = chunk;
    memory_bytes_ += bytes;
    capacity_ += chunk_slots(chunk_count_);
    ++chunk_count_;
}

BlockStore::Place BlockStore::place(Slot slot) {
    const auto doubled = [](std::size_t slots) -> std::size_t { return std::bit_width(slots); };
    if (slot < quadrupled_slots) {
        // Chunk c > 0 begins at slot 4^c.
        const std::size_t chunk = (doubled(slot / first_chunk_slots) + 1) / 2;
        return {chunk, chunk == 0 ? slot : slot - (first_chunk_slots << 2 * (chunk - 1))};
    }
    if (slot < 2 * full_chunk_slots) {
        // A chunk that doubles the store begins at the number of its slots.
        const std::size_t chunk = quadruplings + doubled(slot / quadrupled_slots);
        return {chunk, slot - chunk_slots(chunk)};
    }
    return {quadruplings + doublings + slot / full_chunk_slots, slot % full_chunk_slots};
}

std::size_t BlockStore::chunk_bytes(std::size_t chunk) const {
    return chunk_slots(chunk) * (layout_.planes() * sizeof(std::uint16_t) + sizeof(EntryId));
}

BlockStore::Row BlockStore::row(Slot slot) const {
    const auto [chunk, offset] = place(slot);
    const std::size_t slots = chunk_slots(chunk);
    const std::size_t lanes = chunk_lanes(slots);
    const std::size_t block = offset / lanes, lane = offset % lanes;
    const auto [prefixes, suffixes, ids] = chunk_at(directories_.back()[chunk], slots);
    return {prefixes + block * layout_.prefix_planes * lanes + lane,
            suffixes + block * layout_.suffix_planes * lanes + lane, ids + offset, lanes};
}

std::uint16_t& BlockStore::plane(const Row& row, unsigned p) const {
    return p < layout_.prefix_planes ? row.prefix[p * row.stride]
                                     : row.suffix[(p - layout_.prefix_planes) * row.stride];
}

EntryId BlockStore::id(Slot slot) const { return *row(slot).id; }

EntryId BlockStore::look_at_id(Slot slot) const {
    const auto [chunk, offset] = place(slot);
    std::byte* base = directory_.load(std::memory_order_acquire)[chunk];
    return look_at(chunk_at(base, chunk_slots(chunk)).ids[offset]);
}

Code BlockStore::code(Slot slot, unsigned bits) const {
    const Row source = row(slot);
    Code code(bits);
    for (unsigned p = 0; p < layout_.planes(); ++p)
        code.words()[p / 4] |= std::uint64_t{plane(source, p)} << (p % 4 * plane_bits);
    return code;
}

void BlockStore::write_id(Slot slot, EntryId id) { publish(*row(slot).id, id); }

void BlockStore::write_code(Slot slot, const Code& code) {
    const Row target = row(slot);
    for (unsigned p = 0; p < layout_.planes(); ++p)
        publish(plane(target, p), plane_of(code, p));
}

void BlockStore::copy(Slot from, Slot to) {
    const Row source = row(from), target = row(to);
    for (unsigned p = 0; p < layout_.planes(); ++p)
        publish(plane(target, p), plane(source, p));
    publish(*target.id, *source.id);
}

} // namespace bsc

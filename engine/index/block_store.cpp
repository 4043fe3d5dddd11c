#include "engine/index/block_store.h"

#include "engine/index/relaxed.h"

#include <cstring>
#include <new>

namespace bsc {
namespace {

/// Blocks of 32 lanes start at cache lines, and no vector of any block crosses one.
constexpr std::align_val_t chunk_alignment{64};

} // namespace

void BlockStore::Free::operator()(std::byte* memory) const {
    ::operator delete(memory, chunk_alignment);
}

void BlockStore::grow() {
    const bool makes_way = capacity_ < first_.settled;
    const Chunk chunk =
        make_chunk(makes_way ? std::max<std::size_t>(first_.least, first_growth * capacity_)
                             : std::min<std::size_t>(capacity_, full_chunk_slots));
    if (makes_way)
        for (Slot slot = 0; slot < capacity_; ++slot)
            copy(row(slot), row(chunk, slot));
    if (makes_way || directories_.back().size() == directories_.back().capacity()) {
        std::vector<Chunk> directory;
        directory.reserve(makes_way ? 1 : 4 * directories_.back().size());
        if (!makes_way)
            directory = directories_.back();
        memory_bytes_ += directory.capacity() * sizeof(Chunk);
        directories_.push_back(std::move(directory));
    }
    directories_.back().push_back(chunk);
    directory_.store(directories_.back().data(), std::memory_order_release);
    capacity_ = static_cast<Slot>(makes_way ? chunk.slots : capacity_ + chunk.slots);
}

BlockStore::Chunk BlockStore::make_chunk(std::size_t slots) {
    const std::size_t bytes = slots * (layout_.planes() * sizeof(std::uint16_t) + sizeof(EntryId));
    memory_.emplace_back(static_cast<std::byte*>(::operator new(bytes, chunk_alignment)));
    memory_bytes_ += bytes;
    std::byte* base = memory_.back().get();
    std::memset(base, 0, bytes);
    auto* prefixes = reinterpret_cast<std::uint16_t*>(base);
    auto* suffixes = prefixes + slots * layout_.prefix_planes;
    auto* ids = reinterpret_cast<EntryId*>(suffixes + slots * layout_.suffix_planes);
    return {prefixes, suffixes, ids, slots};
}

BlockStore::Place BlockStore::place(Slot slot) const {
    const auto doubled = [&](std::size_t slots) {
        return static_cast<std::size_t>(std::bit_width(slots / first_.settled));
    };
    if (slot < first_.settled)
        return {0, slot};
    if (slot < full_chunk_slots) // a chunk that doubles the store begins at the number of its slots
        return {doubled(slot), slot - std::bit_floor(slot)};
    return {doubled(full_chunk_slots) - 1 + slot / full_chunk_slots, slot % full_chunk_slots};
}

BlockStore::Row BlockStore::row(const Chunk& chunk, std::size_t offset) const {
    const std::size_t lanes = chunk.lanes();
    const std::size_t block = offset / lanes, lane = offset % lanes;
    return {chunk.prefixes + block * layout_.prefix_planes * lanes + lane,
            chunk.suffixes + block * layout_.suffix_planes * lanes + lane, chunk.ids + offset,
            lanes};
}

BlockStore::Row BlockStore::row(Slot slot) const {
    const auto [chunk, offset] = place(slot);
    return row(directories_.back()[chunk], offset);
}

std::uint16_t& BlockStore::plane(const Row& row, unsigned p) const {
    return p < layout_.prefix_planes ? row.prefix[p * row.stride]
                                     : row.suffix[(p - layout_.prefix_planes) * row.stride];
}

EntryId BlockStore::id(Slot slot) const { return *row(slot).id; }

EntryId BlockStore::look_at_id(Slot slot) const {
    const auto [chunk, offset] = place(slot);
    return look_at(directory_.load(std::memory_order_acquire)[chunk].ids[offset]);
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

void BlockStore::copy(Slot from, Slot to) { copy(row(from), row(to)); }

void BlockStore::copy(const Row& from, const Row& to) {
    for (unsigned p = 0; p < layout_.planes(); ++p)
        publish(plane(to, p), plane(from, p));
    publish(*to.id, *from.id);
}

} // namespace bsc

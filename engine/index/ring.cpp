#include "engine/index/ring.h"

namespace bsc {

std::unique_ptr<Ring> Ring::make(unsigned bits, std::size_t entries, std::size_t slots) {
    auto ring = std::make_unique<Ring>(bits, entries, slots);
    if (!ring->tables_.valid() || !ring->codes_.valid())
        return nullptr;
    return ring;
}

Ring::Ring(unsigned bits, std::size_t entries, std::size_t slots)
    : slots_(slots), layout_(bits, entries), tables_(layout_, slots), codes_(bits, slots),
      search_(select_ring_kernel()) {}

bool Ring::insert(Slot slot, const Code& code) {
    codes_.write(slot, code.words().data());
    return tables_.insert(slot, CyclicBits(code));
}

void Ring::remove(Slot slot) {
    const CyclicBits code = bits_of(slot);
    tables_.remove(slot, code, tables_.locate(code));
}

void Ring::move(Slot from, Slot to) {
    const CyclicBits code = bits_of(from);
    tables_.move(from, to, code, tables_.locate(code));
    codes_.copy(from, to);
}

std::size_t Ring::memory_bytes() const {
    return sizeof *this + (holds_memory_ ? tables_.memory_bytes() + codes_.memory_bytes() : 0);
}

void Ring::give_back() {
    tables_.give_back();
    codes_.give_back();
    holds_memory_ = false;
}

} // namespace bsc

#include "engine/cache/eviction/ghost_codes.h"

#include <algorithm>

namespace bsc {

GhostCodes::Slot GhostCodes::add(std::uint32_t partition, const Code& code) {
    Slot slot;
    if (free_.empty()) {
        if (partition_.size() == partition_.capacity()) { // doubling, but never beyond what is used
            const std::size_t room = std::min(most_, std::max<std::size_t>(16, 2 * size_));
            partition_.reserve(room);
            codes_.reserve(room);
        }
        partition_.push_back(partition);
        slot = codes_.push(code);
    } else {
        slot = free_.back();
        free_.pop_back();
        partition_[slot] = partition;
        codes_.replace(slot, code);
    }
    ++partitions_[partition].ghosts;
    ++size_;
    return slot;
}

void GhostCodes::remove(Slot slot) {
    const std::uint32_t partition = std::exchange(partition_[slot], PartitionNumbers::none);
    free_.push_back(slot);
    --size_;
    --partitions_[partition].ghosts;
    partitions_.forget_if_empty(partition);
}

void GhostCodes::move(Slot from, Slot to) {
    std::swap(partition_[from], partition_[to]);
    codes_.replace(to, codes_.code(from));
    remove(from);
}

void GhostCodes::clear() {
    for (Slot slot = 0; slot < slots(); ++slot)
        if (has(slot))
            remove(slot);
    codes_.clear();
    partition_ = {};
    free_ = {};
}

std::size_t GhostCodes::memory_bytes() const {
    return codes_.memory_bytes() + partition_.capacity() * sizeof(partition_[0]) +
           free_.capacity() * sizeof(Slot) + found_.capacity() * sizeof(found_[0]);
}

} // namespace bsc

#include "engine/cache/eviction/ghost_list.h"

#include <algorithm>
#include <utility>

namespace bsc {

GhostList::GhostList(unsigned bits, std::size_t most, PartitionNumbers& partitions)
    : most_(most), partitions_(partitions), codes_(bits) {}

std::optional<GhostList::Slot> GhostList::nearest(std::uint32_t partition, const Code& code,
                                                  unsigned radius) const {
    if (partitions_[partition].ghosts == 0)
        return std::nullopt;
    codes_.within(code, radius, found_);
    const auto rank = [&](const CodeScan::Found& found) {
        return std::pair(found.distance, -ghosts_[found.slot].scores[0]);
    };
    std::optional<CodeScan::Found> best;
    for (const CodeScan::Found& found : found_)
        if (ghosts_[found.slot].partition == partition && (!best || rank(found) < rank(*best)))
            best = found;
    return best ? std::optional(best->slot) : std::nullopt;
}

void GhostList::add(std::uint32_t partition, const Code& code, const Scores& scores) {
    if (most_ == 0)
        return;
    const Slot slot = free_slot();
    codes_.replace(slot, code);
    ghosts_[slot] = {scores, partition};
    ++partitions_[partition].ghosts;
    ++size_;
    newest_ = slot;
}

void GhostList::meet(Slot slot) {
    if (!newest_ || *newest_ == slot) {
        remove(slot);
        return;
    }
    std::swap(ghosts_[slot], ghosts_[*newest_]);
    codes_.replace(slot, codes_.code(*newest_));
    remove(*newest_);
    newest_.reset();
}

void GhostList::remove(Slot slot) {
    const std::uint32_t partition = std::exchange(ghosts_[slot].partition, PartitionNumbers::none);
    free_.push_back(slot);
    --size_;
    --partitions_[partition].ghosts;
    partitions_.forget_if_empty(partition);
}

void GhostList::trim() {
    while (size_ > most_)
        remove(oldest());
    newest_.reset();
}

void GhostList::clear() {
    for (Slot slot = 0; slot < ghosts_.size(); ++slot)
        if (ghosts_[slot].partition != PartitionNumbers::none)
            remove(slot);
    codes_.clear();
    ghosts_.clear();
    free_.clear();
    hand_ = 0;
    newest_.reset();
}

void GhostList::lower(const Scores& by) {
    for (Ghost& ghost : ghosts_)
        for (std::size_t k = 0; k < half_life_count; ++k)
            ghost.scores[k] -= by[k];
}

GhostList::Slot GhostList::free_slot() {
    if (free_.empty() && ghosts_.size() <= most_) {
        if (ghosts_.size() == ghosts_.capacity()) {
            const std::size_t room = std::min(most_ + 1, std::max<std::size_t>(16, 2 * size_));
            ghosts_.reserve(room);
            codes_.reserve(room);
        }
        ghosts_.push_back({{}, PartitionNumbers::none});
        return codes_.push(Code(codes_.bits()));
    }
    if (free_.empty())
        remove(oldest());
    const Slot slot = free_.back();
    free_.pop_back();
    return slot;
}

GhostList::Slot GhostList::oldest() {
    while (ghosts_[hand_].partition == PartitionNumbers::none)
        hand_ = (hand_ + 1) % ghosts_.size();
    const auto slot = static_cast<Slot>(hand_);
    hand_ = (hand_ + 1) % ghosts_.size();
    return slot;
}

std::size_t GhostList::memory_bytes() const {
    return codes_.memory_bytes() + ghosts_.capacity() * sizeof(Ghost) +
           free_.capacity() * sizeof(Slot) + found_.capacity() * sizeof(found_[0]);
}

} // namespace bsc

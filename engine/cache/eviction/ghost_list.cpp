#include "engine/cache/eviction/ghost_list.h"

#include <algorithm>

namespace bsc {

void GhostList::add(std::uint32_t partition, const Code& code, const Scores& scores) {
    if (most_ == 0)
        return;
    if (codes_.full())
        remove_oldest();
    const Slot slot = codes_.add(partition, code);
    if (slot == scores_.size()) {
        if (scores_.size() == scores_.capacity()) // doubling, but never beyond what is used
            scores_.reserve(std::min(most_ + 1, std::max<std::size_t>(16, 2 * scores_.size())));
        scores_.push_back(scores);
    } else {
        scores_[slot] = scores;
    }
    newest_ = slot;
}

void GhostList::meet(Slot slot) {
    if (!newest_ || *newest_ == slot) {
        codes_.remove(slot);
        return;
    }
    scores_[slot] = scores_[*newest_];
    codes_.move(*newest_, slot);
    newest_.reset();
}

void GhostList::trim() {
    while (codes_.size() > most_)
        remove_oldest();
    newest_.reset();
}

void GhostList::clear() {
    codes_.clear();
    scores_ = {};
    hand_ = 0;
    newest_.reset();
}

void GhostList::lower(const Scores& by) {
    for (Scores& scores : scores_)
        for (std::size_t k = 0; k < half_life_count; ++k)
            scores[k] -= by[k];
}

void GhostList::remove_oldest() {
    while (!codes_.has(static_cast<Slot>(hand_)))
        hand_ = (hand_ + 1) % codes_.slots();
    codes_.remove(static_cast<Slot>(hand_));
    hand_ = (hand_ + 1) % codes_.slots();
}

} // namespace bsc

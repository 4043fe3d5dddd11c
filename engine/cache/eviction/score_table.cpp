#include "engine/cache/eviction/score_table.h"

#include <memory>

namespace bsc {
namespace {

float least_of(const Scores& least, const Scores& more) {
    float lowest = ScoreTable::never;
    for (std::size_t k = 0; k < half_life_count; ++k)
        lowest = std::min(lowest, least[k] + more[k]);
    return lowest;
}

} // namespace

ScoreTable::ScoreTable(std::size_t most)
    : pages_((most / chunk_slots + 2) * chunk_slots * sizeof(Record)),
      records_(reinterpret_cast<Record*>(pages_.data())),
      most_chunks_(pages_.valid() ? most / chunk_slots + 2 : 0) {
    pages_.expect_dense(most_chunks_ * chunk_slots * sizeof(Record));
}

ScoreTable::Slot ScoreTable::take() {
    if (free_.empty()) {
        if (chunks_.size() == most_chunks_)
            return no_slot;
        const auto first = static_cast<Slot>(chunks_.size() * chunk_slots);
        std::uninitialized_value_construct_n(records_ + first, chunk_slots);
        chunks_.push_back(std::make_unique<Chunk>());
        least_.push_back(nothing);
        for (Slot slot = first + chunk_slots; slot-- > first;)
            free_.push_back(slot);
    }
    const Slot slot = free_.back();
    free_.pop_back();
    ++size_;
    return slot;
}

void ScoreTable::give_back(Slot slot) {
    record(slot).id.store(0, std::memory_order_relaxed);
    set_key(slot, {});
    free_.push_back(slot);
    --size_;
}

void ScoreTable::set_key(Slot slot, Key key) {
    Chunk& chunk = at(slot);
    chunk.key[slot % chunk_slots] = key.value;
    chunk.half_life[slot % chunk_slots] = key.half_life;
    float& least = least_[slot / chunk_slots][key.half_life];
    least = std::min(least, key.value);
}

std::size_t ScoreTable::chunk_with_least(const Scores& more) const {
    float lowest = never;
    std::size_t found = chunks_.size();
    for (std::size_t c = 0; c < least_.size(); ++c)
        if (const float least = least_of(least_[c], more); least < lowest) {
            lowest = least;
            found = c;
        }
    return found;
}

std::optional<ScoreTable::Slot> ScoreTable::look_through(std::size_t c, const Scores& more) {
    const Chunk& chunk = *chunks_[c];
    const float promised = least_of(least_[c], more);
    least_[c] = nothing;
    float lowest = never;
    std::size_t found = 0;
    for (std::size_t i = 0; i < chunk_slots; ++i) {
        const std::uint8_t k = chunk.half_life[i];
        const float key = chunk.key[i];
        if (key < least_[c][k]) {
            least_[c][k] = key;
            if (const float value = key + more[k]; value < lowest) {
                lowest = value;
                found = i;
            }
        }
    }
    if (lowest > promised)
        return std::nullopt;
    return static_cast<Slot>(c * chunk_slots + found);
}

} // namespace bsc

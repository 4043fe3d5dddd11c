#pragma once

#include "engine/cache/eviction/lrfu.h"
#include "engine/index/code_index.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace bsc {

/// The scores of living entries by slot, in chunks that never move, so that readers may write to
/// them beside the one thread that takes slots and gives them back.
class ScoreTable {
  public:
    using Slot = std::uint32_t;
    static constexpr Slot no_slot = UINT32_MAX;
    static constexpr float never = std::numeric_limits<float>::infinity();

    struct Record {
        std::atomic<EntryId> id{0}; ///< 0: the slot is free
        std::array<std::atomic<float>, half_life_count> scores{};
        std::atomic<std::uint32_t> inserted{0}; ///< serial number of its insertion
        std::uint32_t partition = 0;            ///< the writer's
        std::atomic<float> extra{0};            ///< what the key has beyond the score
        std::atomic<std::uint16_t> group{0};    ///< whose half-life the key is made with

        Scores load() const {
            Scores values;
            for (std::size_t k = 0; k < half_life_count; ++k)
                values[k] = scores[k].load(std::memory_order_relaxed);
            return values;
        }
        void store(const Scores& values) {
            for (std::size_t k = 0; k < half_life_count; ++k)
                scores[k].store(values[k], std::memory_order_relaxed);
        }
    };

    static constexpr std::size_t chunk_slots = 256;

    /// Keys, by which entries are chosen, lie side by side for the search.
    struct Chunk {
        std::array<std::atomic<float>, chunk_slots> key; ///< never: not to be chosen
        std::array<Record, chunk_slots> record;

        Chunk() {
            for (auto& value : key)
                value.store(never, std::memory_order_relaxed);
        }
    };

    /// Room for `most` entries and a few that are on their way in or out.
    explicit ScoreTable(std::size_t most) { chunks_.reserve(most / chunk_slots + 2); }

    /// Writer: a free slot, or no_slot when there are far more entries than announced.
    Slot take() {
        if (free_.empty()) {
            if (chunks_.size() == chunks_.capacity())
                return no_slot;
            const auto first = static_cast<Slot>(slots());
            chunks_.push_back(std::make_unique<Chunk>());
            for (Slot slot = first + chunk_slots; slot-- > first;)
                free_.push_back(slot);
        }
        const Slot slot = free_.back();
        free_.pop_back();
        ++size_;
        return slot;
    }
    void give_back(Slot slot) {
        record(slot).id.store(0, std::memory_order_relaxed);
        key(slot).store(never, std::memory_order_relaxed);
        free_.push_back(slot);
        --size_;
    }

    std::size_t size() const { return size_; } ///< slots taken
    std::size_t slots() const { return chunks_.size() * chunk_slots; }

    // Any thread, for slots taken.
    Record& record(Slot slot) { return at(slot).record[slot % chunk_slots]; }
    const Record& record(Slot slot) const {
        return chunks_[slot / chunk_slots]->record[slot % chunk_slots];
    }
    std::atomic<float>& key(Slot slot) { return at(slot).key[slot % chunk_slots]; }

    /// Writer: visit(slot) for every slot taken.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for (Slot slot = 0; slot < slots(); ++slot)
            if (record(slot).id.load(std::memory_order_relaxed) != 0)
                visit(slot);
    }

    /// Writer: the first slot with the least value_of(chunk, index within it) below `never`.
    template <class ValueOf>
    std::optional<Slot> lowest(ValueOf&& value_of) const {
        float least = never;
        std::optional<Slot> found;
        for (std::size_t c = 0; c < chunks_.size(); ++c)
            for (std::size_t i = 0; i < chunk_slots; ++i)
                if (const float value = value_of(*chunks_[c], i); value < least) {
                    least = value;
                    found = static_cast<Slot>(c * chunk_slots + i);
                }
        return found;
    }

    std::size_t memory_bytes() const {
        return chunks_.size() * sizeof(Chunk) + chunks_.capacity() * sizeof(chunks_[0]) +
               free_.capacity() * sizeof(Slot);
    }

  private:
    Chunk& at(Slot slot) { return *chunks_[slot / chunk_slots]; }

    std::vector<std::unique_ptr<Chunk>> chunks_; ///< never reallocates
    std::vector<Slot> free_;
    std::size_t size_ = 0;
};

} // namespace bsc

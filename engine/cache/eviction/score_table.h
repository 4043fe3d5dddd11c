#pragma once

#include "engine/cache/eviction/lrfu.h"
#include "engine/index/code_index.h"
#include "engine/index/lazy_pages.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

namespace bsc {

/// The scores of living entries by slot, in memory that never moves, so that readers may write to
/// them beside the one thread that takes slots and gives them back. A hit at random costs a cache
/// miss; that it costs no page walk as well, the records of large tables lie in huge pages.
///
/// Entries are chosen by a key made of a score. Scores only grow between two rekey(), so a hit
/// leaves the key as it is, a lower bound, and lowest() looks again at the few that come up. (What
/// readers lose when two write at once can leave a bound too high; the next rekey() mends it.)
class ScoreTable {
  public:
    using Slot = std::uint32_t;
    static constexpr Slot no_slot = UINT32_MAX;
    static constexpr float never = std::numeric_limits<float>::infinity();

    /// All that a hit reads and writes: half a cache line, never parts of two.
    struct alignas(32) Record {
        std::atomic<EntryId> id{0}; ///< 0: the slot is free
        std::array<std::atomic<float>, half_life_count> scores{};
        std::atomic<std::uint32_t> inserted{0}; ///< serial number of its insertion
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
    static_assert(sizeof(Record) == 32);

    struct Key {
        float value = never; ///< never: not to be chosen
        std::uint8_t half_life = 0;
    };

    /// Room for `most` entries and a few that are on their way in or out.
    explicit ScoreTable(std::size_t most);

    /// Writer: a free slot, or no_slot when there are far more entries than announced.
    Slot take();
    void give_back(Slot slot);

    std::size_t size() const { return size_; } ///< slots taken

    // Any thread, for slots taken.
    Record& record(Slot slot) { return records_[slot]; }
    const Record& record(Slot slot) const { return records_[slot]; }

    /// A record that is about to be written starts on its way from memory.
    void prefetch(Slot slot) const { __builtin_prefetch(&record(slot), 1); }

    // The writer's
    std::uint32_t& partition(Slot slot) { return at(slot).partition[slot % chunk_slots]; }
    std::uint32_t partition(Slot slot) const { return at(slot).partition[slot % chunk_slots]; }
    /// What the key has beyond the score.
    float& extra(Slot slot) { return at(slot).extra[slot % chunk_slots]; }
    float extra(Slot slot) const { return at(slot).extra[slot % chunk_slots]; }
    void set_key(Slot slot, Key key);

    /// visit(slot) for every slot taken.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for (std::size_t slot = 0; slot < chunks_.size() * chunk_slots; ++slot)
            if (record(static_cast<Slot>(slot)).id.load(std::memory_order_relaxed) != 0)
                visit(static_cast<Slot>(slot));
    }

    /// Makes all keys anew: key_of(slot), which may be lower than before.
    template <class KeyOf>
    void rekey(KeyOf&& key_of) {
        std::ranges::fill(least_, nothing);
        for_each([&](Slot slot) { set_key(slot, key_of(slot)); });
    }

    /// The first slot with the least key below `never`, to which `more` of the key's half-life is
    /// added. key_of(slot) is the key as it is now.
    template <class KeyOf>
    std::optional<Slot> lowest(const Scores& more, KeyOf&& key_of) {
        for (;;) {
            const std::size_t chunk = chunk_with_least(more);
            if (chunk == chunks_.size())
                return std::nullopt;
            const auto slot = look_through(chunk, more);
            if (!slot)
                continue;
            const Key now = key_of(*slot);
            if (now.value <= at(*slot).key[*slot % chunk_slots])
                return slot;
            set_key(*slot, now);
        }
    }

    std::size_t memory_bytes() const {
        return chunks_.size() * (chunk_slots * sizeof(Record) + sizeof(Chunk)) +
               chunks_.capacity() * sizeof(chunks_[0]) + least_.capacity() * sizeof(least_[0]) +
               free_.capacity() * sizeof(Slot);
    }

  private:
    static constexpr std::size_t chunk_slots = 128;
    static constexpr Scores nothing{never, never, never, never};

    /// What the writer alone knows of some slots.
    struct Chunk {
        std::array<float, chunk_slots> key, extra;
        std::array<std::uint32_t, chunk_slots> partition;
        std::array<std::uint8_t, chunk_slots> half_life{};

        Chunk() { key.fill(never); }
    };

    Chunk& at(Slot slot) { return *chunks_[slot / chunk_slots]; }
    const Chunk& at(Slot slot) const { return *chunks_[slot / chunk_slots]; }

    /// The first that may have the least key; chunks_.size() when no key is below `never`.
    std::size_t chunk_with_least(const Scores& more) const;
    /// Its first slot with the least key, unless it turns out that another chunk may have a lower.
    std::optional<Slot> look_through(std::size_t chunk, const Scores& more);

    LazyPages pages_;
    Record* records_; ///< made chunk by chunk
    std::size_t most_chunks_;
    std::vector<std::unique_ptr<Chunk>> chunks_;
    std::vector<Scores> least_; ///< by chunk and half-life: no key made with it is lower
    std::vector<Slot> free_;
    std::size_t size_ = 0;
};

} // namespace bsc

#pragma once

#include "engine/index/block_store.h"

#include <boost/unordered/unordered_flat_set.hpp>
#include <optional>

namespace bsc {

/// Finds the slot of an id. It keeps slot numbers only and reads their ids in the store: 4 bytes an
/// entry where a map would take 16. For the writer alone.
class SlotMap {
  public:
    /// `store` must outlive the map.
    explicit SlotMap(const BlockStore& store) : slots_(0, Hash{&store}, Equal{&store}) {}

    std::optional<Slot> find(EntryId id) const {
        const auto it = slots_.find(id);
        return it == slots_.end() ? std::nullopt : std::optional(*it);
    }
    /// The slot's id is in the store already.
    void insert(Slot slot) { slots_.insert(slot); }
    /// The slot's id is in the store still.
    void erase(Slot slot) { slots_.erase(slot); }
    void clear() { slots_.clear(); }

    std::size_t memory_bytes() const {
        // Boost 1.81 keeps groups of 15 values with 16 bytes of their hashes.
        const std::size_t groups = (slots_.bucket_count() + 14) / 15;
        return groups * (15 * sizeof(Slot) + 16);
    }

  private:
    struct Hash {
        using is_transparent = void;
        const BlockStore* store;

        std::size_t operator()(EntryId id) const { return boost::hash<EntryId>()(id); }
        std::size_t operator()(Slot slot) const { return (*this)(store->id(slot)); }
    };
    struct Equal {
        using is_transparent = void;
        const BlockStore* store;

        bool operator()(Slot a, Slot b) const { return a == b; }
        bool operator()(EntryId id, Slot slot) const { return id == store->id(slot); }
        bool operator()(Slot slot, EntryId id) const { return id == store->id(slot); }
    };

    boost::unordered_flat_set<Slot, Hash, Equal> slots_;
};

} // namespace bsc

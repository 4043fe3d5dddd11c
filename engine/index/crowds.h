#pragma once

#include "engine/code/hamming.h"
#include "engine/index/block_store.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace bsc {

/// The codes of crowded regions, kept out of the ring: hundreds of codes that lie 40 to 70 of 256
/// bits apart share so many keys that chains hardly filter them, and each of them found costs two
/// cache misses. A crowd is a centre and codes within `reach` of it, side by side, as in a list of
/// clusters (Chávez, Navarro 2005, "A compact space decomposition for effective metric indexing").
///
/// By the triangle inequality a query within radius r need only look at the crowds whose centres
/// lie within r + reach, and those it scans: 0.4 us for a thousand codes. Unrelated centres lie
/// half the width away, so mostly that is the query's own crowd or none.
///
/// Slots are numbers given by the owner. One writer; readers use search() under a sequence lock.
class Crowds {
  public:
    /// Fewer members are no crowd: the ring finds them as fast.
    static constexpr std::size_t least_members = 48;

    Crowds(unsigned bits, ScanKernel scan);

    /// How far from its centre a member may be: the members of a loose topic (cosine 0.64 between
    /// them) are 52 +- 6 bits of 256 from it, unrelated codes 128 +- 8.
    unsigned reach() const { return bits_ / 4; }
    /// Whether one crowd may have both codes.
    static bool may_share(const Code& a, const Code& b) {
        return 8 * hamming_distance(a, b) <= 3 * a.bits();
    }

    /// The crowd that a code belongs to, the one with the nearest centre.
    std::optional<std::uint32_t> crowd_of(const Code& code) const;
    /// A crowd without members, whose place may have been another's. Nothing when there is no room
    /// for one more.
    std::optional<std::uint32_t> make_crowd(const Code& centre);

    bool holds(Slot slot) const { return slot < crowds_of_.size() && crowds_of_[slot] != none; }
    void add(Slot slot, std::uint32_t crowd, EntryId id, const Code& code);
    /// It must hold the slot, and so the other calls.
    void remove(Slot slot);
    void renumber(Slot from, Slot to);
    /// Forgets all, but keeps the memory: readers may be looking at it.
    void clear();

    /// Offers every member with distance <= bound to `collector` and follows the bound it returns;
    /// returns the last one.
    unsigned search(const ScanQuery& query, unsigned bound, MatchCollector& collector) const;

    std::size_t memory_bytes() const {
        return bytes_ + crowds_of_.capacity() * sizeof(CrowdNumber) +
               members_of_.capacity() * sizeof(Slot);
    }

  private:
    static constexpr std::size_t most_crowds = 1024;
    using CrowdNumber = std::uint16_t;
    static constexpr CrowdNumber none = 0xFFFF;

    struct Crowd {
        explicit Crowd(BlockLayout layout) : members(layout, {.least = 64, .settled = 64}) {}

        BlockStore members;
        std::atomic<std::size_t> count = 0;
        std::vector<Slot> slots; ///< of the members
    };

    std::optional<std::uint32_t> empty_crowd() const;
    void provide_place(Slot slot);

    const unsigned bits_;
    const BlockLayout layout_;
    const ScanKernel scan_;
    BlockStore centres_; ///< with the crowds' numbers as ids
    std::atomic<std::size_t> count_ = 0;
    std::array<std::unique_ptr<Crowd>, most_crowds> crowds_;
    // By slot, its crowd and its place there: two lists, as a pair would be padded.
    std::vector<CrowdNumber> crowds_of_;
    std::vector<Slot> members_of_;
    std::size_t bytes_ = 0; ///< of crowds and centres
};

} // namespace bsc

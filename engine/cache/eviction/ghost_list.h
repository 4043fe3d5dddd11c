#pragma once

#include "engine/cache/eviction/code_scan.h"
#include "engine/cache/eviction/lrfu.h"
#include "engine/cache/eviction/partition_numbers.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bsc {

/// Codes and scores of entries that were evicted, met again by meaning: a ghost answers for every
/// code within the radius, in its partition only. A full list gives up its oldest ghosts; one that
/// took the place of a ghost that was met is as old as its place.
///
/// One thread at a time.
class GhostList {
  public:
    using Slot = std::uint32_t;

    /// `most` ghosts of `bits` bits; one more while a victim waits for the entry that drove it out.
    /// Keeps the count of ghosts in `partitions`, which must outlive it.
    GhostList(unsigned bits, std::size_t most, PartitionNumbers& partitions);

    std::size_t size() const { return size_; }
    std::size_t most() const { return most_; }

    /// The nearest ghost of the partition within `radius`; among equally near ones that with the
    /// highest score of the shortest half-life.
    std::optional<Slot> nearest(std::uint32_t partition, const Code& code, unsigned radius) const;
    const Scores& scores(Slot slot) const { return ghosts_[slot].scores; }

    void add(std::uint32_t partition, const Code& code, const Scores& scores);
    /// A request came back for this ghost: its place goes to the victim of that request, if one was
    /// added since trim().
    void meet(Slot slot);
    /// Gives up the oldest beyond the number there may be. Ends what belongs to one request.
    void trim();
    void clear();
    /// All scores less `by`.
    void lower(const Scores& by);

    /// visit(slot, partition) from the oldest to the youngest.
    template <class Visit>
    void for_each(Visit&& visit) const {
        for (std::size_t i = 0; i < ghosts_.size(); ++i) {
            const std::size_t slot = (hand_ + i) % ghosts_.size();
            if (ghosts_[slot].partition != PartitionNumbers::none)
                visit(static_cast<Slot>(slot), ghosts_[slot].partition);
        }
    }
    Code code(Slot slot) const { return codes_.code(slot); }

    std::size_t memory_bytes() const;

  private:
    struct Ghost {
        Scores scores;
        std::uint32_t partition; ///< none: the slot is free
    };

    void remove(Slot slot);
    Slot free_slot();
    Slot oldest();

    const std::size_t most_;
    PartitionNumbers& partitions_;
    CodeScan codes_;
    std::vector<Ghost> ghosts_;
    std::vector<Slot> free_;
    std::size_t size_ = 0;
    std::size_t hand_ = 0;       ///< the oldest ghost is here or at the next slot taken
    std::optional<Slot> newest_; ///< added since trim()
    mutable std::vector<CodeScan::Found> found_;
};

} // namespace bsc

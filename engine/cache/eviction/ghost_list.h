#pragma once

#include "engine/cache/eviction/ghost_codes.h"
#include "engine/cache/eviction/lrfu.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bsc {

/// Ghosts with their scores. A full list gives up its oldest; one that took the place of a ghost
/// that was met is as old as its place.
///
/// One thread at a time.
class GhostList {
  public:
    using Slot = GhostCodes::Slot;

    /// `most` ghosts, and one more while a victim waits for the entry that drove it out.
    GhostList(unsigned bits, std::size_t most, PartitionNumbers& partitions)
        : most_(most), codes_(bits, most + 1, partitions) {}

    std::size_t size() const { return codes_.size(); }
    std::size_t most() const { return most_; }

    /// Among equally near ones that with the highest score of the shortest half-life.
    std::optional<Slot> nearest(std::uint32_t partition, const Code& code, unsigned radius) const {
        return codes_.nearest(partition, code, radius,
                              [this](Slot slot) { return scores_[slot][0]; });
    }
    const Scores& scores(Slot slot) const { return scores_[slot]; }
    std::uint32_t partition(Slot slot) const { return codes_.partition(slot); }
    Code code(Slot slot) const { return codes_.code(slot); }

    void add(std::uint32_t partition, const Code& code, const Scores& scores);
    /// A request came back for this ghost: its place goes to the victim of that request, if one was
    /// added since trim().
    void meet(Slot slot);
    /// Gives up the oldest beyond the number there may be. Ends what belongs to one request.
    void trim();
    void clear();
    /// All scores less `by`.
    void lower(const Scores& by);

    /// visit(slot), from the oldest to the youngest.
    template <class Visit>
    void for_each(Visit&& visit) const {
        const std::size_t slots = codes_.slots();
        for (std::size_t i = 0; i < slots; ++i)
            if (const auto slot = static_cast<Slot>((hand_ + i) % slots); codes_.has(slot))
                visit(slot);
    }

    std::size_t memory_bytes() const {
        return codes_.memory_bytes() + scores_.capacity() * sizeof(Scores);
    }

  private:
    void remove_oldest();

    const std::size_t most_;
    GhostCodes codes_;
    std::vector<Scores> scores_; ///< by slot
    std::size_t hand_ = 0;       ///< the oldest ghost is here or at the next slot taken
    std::optional<Slot> newest_; ///< added since trim()
};

} // namespace bsc

#pragma once

#include "engine/cache/eviction/code_scan.h"
#include "engine/cache/eviction/partition_numbers.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace bsc {

/// Codes of entries that are gone, met again by meaning: a ghost answers for every code within the
/// radius, in its partition only. What a policy knows of a ghost it keeps by the ghost's slot.
///
/// One thread at a time.
class GhostCodes {
  public:
    using Slot = std::uint32_t;

    /// At most `most` ghosts of `bits` bits. Counts them in `partitions`, which must outlive it.
    GhostCodes(unsigned bits, std::size_t most, PartitionNumbers& partitions)
        : most_(most), partitions_(partitions), codes_(bits) {}

    std::size_t size() const { return size_; }
    bool full() const { return size_ == most_; }
    std::size_t slots() const { return partition_.size(); } ///< taken or free

    /// The nearest ghost of the partition within `radius`; among equally near ones that with the
    /// highest value_of(slot).
    template <class ValueOf>
    std::optional<Slot> nearest(std::uint32_t partition, const Code& code, unsigned radius,
                                ValueOf&& value_of) const {
        if (partitions_[partition].ghosts == 0)
            return std::nullopt;
        codes_.within(code, radius, found_);
        const auto rank = [&](const CodeScan::Found& found) {
            return std::pair(found.distance, -value_of(found.slot));
        };
        std::optional<CodeScan::Found> best;
        for (const CodeScan::Found& found : found_)
            if (partition_[found.slot] == partition && (!best || rank(found) < rank(*best)))
                best = found;
        return best ? std::optional(best->slot) : std::nullopt;
    }

    /// Not when full(). A slot that was freed, else the next new one.
    Slot add(std::uint32_t partition, const Code& code);
    void remove(Slot slot);
    /// The ghost at `from` takes the place of the one at `to`, which is gone.
    void move(Slot from, Slot to);
    void clear();

    bool has(Slot slot) const { return partition_[slot] != PartitionNumbers::none; }
    std::uint32_t partition(Slot slot) const { return partition_[slot]; }
    Code code(Slot slot) const { return codes_.code(slot); }

    std::size_t memory_bytes() const;

  private:
    const std::size_t most_;
    PartitionNumbers& partitions_;
    CodeScan codes_;
    std::vector<std::uint32_t> partition_; ///< none: the slot is free
    std::vector<Slot> free_;
    std::size_t size_ = 0;
    mutable std::vector<CodeScan::Found> found_;
};

} // namespace bsc

#pragma once

#include "engine/index/code_index.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bsc {

/// Notes which entries were used, in order, from any thread for the one that drains it. Lossy: when
/// more uses come between two drains than it has slots, the earlier ones are forgotten. So a hit
/// costs two atomic writes while the writer keeps its lists (Ding, Jiang, Zhang: "BP-Wrapper",
/// ICDE 2009).
class AccessLog {
  public:
    explicit AccessLog(std::size_t slots) : slots_(std::bit_ceil(slots)) {}

    void note(EntryId id) {
        slot(next_.fetch_add(1, std::memory_order_relaxed)).store(id, std::memory_order_relaxed);
    }

    /// Calls visit(EntryId) for the uses since the last drain, earliest first.
    template <class Visit>
    void drain(Visit&& visit) {
        const std::uint64_t end = next_.load(std::memory_order_relaxed);
        const std::uint64_t kept = std::min<std::uint64_t>(end - drained_, slots_.size());
        for (std::uint64_t at = end - kept; at != end; ++at)
            if (const EntryId id = slot(at).exchange(none, std::memory_order_relaxed); id != none)
                visit(id);
        drained_ = end;
    }

    std::size_t memory_bytes() const { return slots_.size() * sizeof(EntryId); }

  private:
    static constexpr EntryId none = 0; ///< no entry has it; a use that is being noted just now

    std::atomic<EntryId>& slot(std::uint64_t at) { return slots_[at & (slots_.size() - 1)]; }

    std::vector<std::atomic<EntryId>> slots_;
    std::atomic<std::uint64_t> next_{0};
    std::uint64_t drained_ = 0; ///< the drainer's
};

} // namespace bsc

#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bsc {

/// Notes which entries were used, in order, from any thread, until they are drained. Lossy: when
/// more uses come between two drains than it has slots, the earlier ones are forgotten. So a hit
/// costs two atomic writes, and what it means for the lists is worked out for many at a time (Ding,
/// Jiang, Zhang: "BP-Wrapper", ICDE 2009). Who is given a use sees what its noter saw.
class AccessLog {
  public:
    explicit AccessLog(std::size_t slots) : slots_(std::bit_ceil(slots)) {}

    /// Slots that keep what comes between two calls of the writer, mostly.
    static std::size_t slots_for_writer(std::size_t max_entries) {
        return std::clamp<std::size_t>(max_entries, 256, 16384);
    }

    /// `use` tells the owner which entry it was; 0: it cannot be told, and only counts. Returns how
    /// many uses wait to be drained, up to this one; 0: it was drained already.
    std::uint64_t note(std::uint64_t use) {
        const std::uint64_t number = next_.fetch_add(1, std::memory_order_relaxed);
        slot(number).store(use, std::memory_order_release);
        const std::uint64_t drained = drained_.load(std::memory_order_relaxed);
        return number < drained ? 0 : number + 1 - drained;
    }

    /// Uses noted ever.
    std::uint64_t noted() const { return next_.load(std::memory_order_relaxed); }

    /// Calls visit(use, number) for the uses since the last drain, earliest first; the first ever
    /// noted was number 1. Of threads that drain at once one gets them.
    template <class Visit>
    void drain(Visit&& visit) {
        const std::uint64_t end = noted();
        std::uint64_t begin = drained_.load(std::memory_order_relaxed);
        if (begin >= end ||
            !drained_.compare_exchange_strong(begin, end, std::memory_order_relaxed))
            return;
        const std::uint64_t kept = std::min<std::uint64_t>(end - begin, slots_.size());
        for (std::uint64_t at = end - kept; at != end; ++at)
            if (const auto use = slot(at).exchange(none, std::memory_order_acquire); use != none)
                visit(use, at + 1);
    }

    std::size_t memory_bytes() const { return slots_.size() * sizeof(slots_[0]); }

  private:
    static constexpr std::uint64_t none = 0; ///< drained, or being noted just now

    std::atomic<std::uint64_t>& slot(std::uint64_t at) { return slots_[at & (slots_.size() - 1)]; }

    std::vector<std::atomic<std::uint64_t>> slots_;
    std::atomic<std::uint64_t> next_{0};
    std::atomic<std::uint64_t> drained_{0};
};

} // namespace bsc

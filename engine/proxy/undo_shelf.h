#pragma once

#include "engine/store/records.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace bsc {

/// Entries that were taken out and may be wanted back, each batch under its ticket until its time
/// is over. Not for sharing between threads.
class UndoShelf {
  public:
    using Time = std::chrono::steady_clock::time_point;

    /// Returns the ticket.
    std::uint64_t keep(std::vector<EntryRecord> entries, Time until) {
        batches_.emplace(++last_ticket_, Batch{std::move(entries), until});
        return last_ticket_;
    }

    /// Once only, and nothing when the time is over.
    std::optional<std::vector<EntryRecord>> take_back(std::uint64_t ticket, Time now) {
        forget_old(now);
        auto found = batches_.extract(ticket);
        if (!found)
            return std::nullopt;
        return std::move(found.mapped().entries);
    }

    void forget_old(Time now) {
        std::erase_if(batches_, [now](const auto& batch) { return batch.second.until <= now; });
    }
    void clear() { batches_.clear(); }

  private:
    struct Batch {
        std::vector<EntryRecord> entries;
        Time until;
    };
    std::map<std::uint64_t, Batch> batches_;
    std::uint64_t last_ticket_ = 0;
};

} // namespace bsc

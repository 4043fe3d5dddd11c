#pragma once

#include "engine/proxy/events.h"
#include "ui/models/timeline.h"

#include <cstdint>
#include <vector>

namespace bsc::ui {

/// Evicted entries of the last minutes, and the last one.
class EvictionHistory {
  public:
    void add(const EvictionEvent& eviction);

    std::uint64_t total() const { return total_; }
    const EvictionEvent& last() const { return last_; }
    /// Entries per second over the last minute.
    double rate(std::int64_t nowUs) const;
    /// Entries per half minute of the last 5 minutes, oldest first.
    std::vector<double> trend(std::int64_t nowUs) const;

  private:
    struct Count {
        std::uint64_t entries = 0;
        void merge(const Count& other) { entries += other.entries; }
    };
    std::uint64_t between(std::int64_t beginUs, std::int64_t endUs) const;

    Timeline<Count> seconds_{1'000'000, 331, Timeline<Count>::Growth::slide};
    EvictionEvent last_;
    std::uint64_t total_ = 0;
};

} // namespace bsc::ui

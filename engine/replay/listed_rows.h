#pragma once

#include "engine/replay/workload.h"

#include <span>

namespace bsc {

/// Rows that are in memory, which must outlive this.
class ListedRows final : public WorkloadRows {
  public:
    explicit ListedRows(std::span<const WorkloadRow> rows) : rows_(rows) {}

    Result<std::optional<WorkloadRow>> next() override {
        if (at_ == rows_.size())
            return std::nullopt;
        return rows_[at_++];
    }

  private:
    std::span<const WorkloadRow> rows_;
    std::size_t at_ = 0;
};

} // namespace bsc

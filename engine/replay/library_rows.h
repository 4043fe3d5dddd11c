#pragma once

#include "engine/replay/workload.h"
#include "engine/store/workload_library.h"

namespace bsc {

WorkloadRow workload_row(WorkloadRowRecord record);
WorkloadRowRecord row_record(WorkloadRow row);

/// A saved workload, read like a file.
class LibraryRows final : public WorkloadRows {
  public:
    explicit LibraryRows(WorkloadLibrary::Rows rows) : rows_(std::move(rows)) {}

    Result<std::optional<WorkloadRow>> next() override;

  private:
    WorkloadLibrary::Rows rows_;
};

} // namespace bsc

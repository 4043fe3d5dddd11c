#pragma once

#include "engine/replay/import/import.h"
#include "engine/replay/workload_lines.h"

#include <memory>

namespace bsc {

/// A row of a foreign file, or what is wrong with it.
using ImportedRow = tl::expected<WorkloadRow, std::string>;

struct ImportItem {
    std::size_t line = 0; ///< where it begins
    ImportedRow row;
};

/// The rows of a foreign file one by one, their times as the file tells them: seconds since
/// anything.
class ImportSource {
  public:
    virtual ~ImportSource() = default;

    /// The next row, good or bad; nothing at the end. Errors: the file cannot be read on.
    virtual Result<std::optional<ImportItem>> next() = 0;
    virtual double share() const = 0; ///< of the file read, 0..1

    virtual std::vector<std::string> columns() const { return {}; }
    virtual ColumnMapping mapping() const { return {}; }
};

Result<std::unique_ptr<ImportSource>> open_csv(WorkloadLines lines, const ColumnMapping& wanted);
/// Any of the other formats.
std::unique_ptr<ImportSource> open_json(WorkloadLines lines, ImportFormat format);

} // namespace bsc

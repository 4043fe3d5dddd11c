#include "engine/replay/library_rows.h"

#include <utility>

namespace bsc {

WorkloadRow workload_row(WorkloadRowRecord record) {
    return {record.arrival,           std::move(record.prompt),    std::move(record.meaning_class),
            std::move(record.source), std::move(record.partition), std::move(record.model),
            record.input_tokens,      record.output_tokens};
}

WorkloadRowRecord row_record(WorkloadRow row) {
    return {row.arrival,           std::move(row.prompt),    std::move(row.meaning_class),
            std::move(row.source), std::move(row.partition), std::move(row.model),
            row.input_tokens,      row.output_tokens};
}

Result<std::optional<WorkloadRow>> LibraryRows::next() {
    auto record = rows_.next();
    if (!record)
        return tl::unexpected(record.error());
    if (!*record)
        return std::nullopt;
    return workload_row(std::move(**record));
}

} // namespace bsc

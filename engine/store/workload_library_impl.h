#pragma once

#include "engine/store/shared_connection.h"
#include "engine/store/workload_library.h"

#include <SQLiteCpp/Statement.h>

namespace bsc {

/// The connections, shared with the library's writers and readers.
struct WorkloadLibrary::Impl {
    std::filesystem::path file;                         ///< empty: in memory, or read-only
    std::shared_ptr<SharedConnection> writing, reading; ///< the same one in memory and read-only
    bool read_only = false;

    /// Deletes a workload, a few rows at a time, so that others get to write in between.
    Result<void> take_away(std::uint64_t id);
};

// What the parts of the library's implementation share; all but the last throw SQLite's exceptions.
namespace workload_sql {

std::int64_t now_us();
tl::unexpected<Error> unknown(std::uint64_t id);

/// The columns info_of() reads, of workloads that are ready, up to the WHERE clause.
extern const char* const info_columns;
WorkloadInfo info_of(SQLite::Statement& row);

std::string free_name(SQLite::Database& db, const std::string& wanted);
/// Errors: invalid_argument (empty, taken).
Result<void> check_name(SQLite::Database& db, const std::string& name);

/// Numbers them from `first` on. Within the caller's transaction.
void insert_rows(SQLite::Database& db, std::uint64_t workload, std::uint64_t first,
                 const std::vector<WorkloadRowRecord>& rows);
/// Adds what the rows count to the workload's figures, but for the span.
void count_rows(WorkloadInfo& info, const std::vector<WorkloadRowRecord>& rows);
void save_counts(SQLite::Database& db, const WorkloadInfo& info);

} // namespace workload_sql

} // namespace bsc

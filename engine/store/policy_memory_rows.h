#pragma once

#include "engine/base/result.h"
#include "engine/store/records.h"

#include <SQLiteCpp/Database.h>
#include <optional>

namespace bsc {

/// All throw SQLite::Exception, as in rows.h.

/// In place of the one there was.
void write_policy_memory(SQLite::Database& db, const PolicyMemoryRecord& record);
void drop_policy_memory(SQLite::Database& db);
/// Errors: wrong_format (its bytes are not those that were written).
Result<std::optional<PolicyMemoryRecord>> read_policy_memory(SQLite::Database& db);

} // namespace bsc

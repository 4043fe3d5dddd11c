#pragma once

#include "engine/base/result.h"
#include "engine/store/records.h"

#include <SQLiteCpp/Database.h>
#include <map>
#include <vector>

namespace bsc {

using LedgerBook = std::map<LedgerKey, LedgerSum>;

/// Adds what was booked to the rows there are. Throws SQLite::Exception, as in rows.h.
void write_ledger(SQLite::Database& db, const LedgerBook& book);
/// By day, kind and model. Errors: wrong_format (a kind this program does not know).
Result<std::vector<LedgerRow>> read_ledger(SQLite::Database& db);

} // namespace bsc

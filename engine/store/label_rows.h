#pragma once

#include "engine/base/result.h"
#include "engine/store/pending.h"
#include "engine/store/records.h"

#include <SQLiteCpp/Database.h>
#include <cstdint>
#include <vector>

namespace bsc {

/// All throw SQLite::Exception, as in rows.h.

/// After the flows and entries of the same batch, which labels are completed from.
void write_labels(SQLite::Database& db, const Pending& batch);
/// Words outlive the codes, distances do not: to be measured anew.
void forget_label_distances(SQLite::Database& db);
/// In the order of their ids. Errors: wrong_format (a word this program does not know).
Result<std::vector<LabelRecord>> read_labels(SQLite::Database& db);
std::vector<EntryWords> read_entry_words(SQLite::Database& db);
/// False: of a version that kept labels otherwise.
bool has_labels(SQLite::Database& db);
std::uint64_t read_last_label_id(SQLite::Database& db);

} // namespace bsc

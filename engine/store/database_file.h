#pragma once

#include "engine/base/result.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <filesystem>
#include <memory>
#include <string>

namespace bsc {

using DatabasePtr = std::unique_ptr<SQLite::Database>;

/// What SQLite threw, as one of our errors; `name` says which file.
Error error_of(const SQLite::Exception& thrown, const std::string& name);

/// The writing connection to `file`, which is created or brought to the present schema. A file that
/// is damaged, another program's or newer is only ever opened for reading. Errors: wrong_format,
/// busy, io.
Result<DatabasePtr> open_for_writing(const std::filesystem::path& file);
/// A second connection that sees what has been committed.
Result<DatabasePtr> open_for_reading(const std::filesystem::path& file);
/// Any store's file, also one that another process writes to; nothing is changed and nothing left
/// beside it. Errors: wrong_format (not ours, newer), io.
Result<DatabasePtr> open_to_look(const std::filesystem::path& file);
/// The same, also of a newer program's file, and of a damaged one as far as it can be read.
Result<DatabasePtr> open_any_version_to_look(const std::filesystem::path& file);
Result<DatabasePtr> open_memory_database();

/// Whether the file is where it was when it was opened: SQLite would go on writing to one that was
/// moved or deleted. Errors: io.
Result<void> is_in_place(SQLite::Database& db, const std::string& name);

} // namespace bsc

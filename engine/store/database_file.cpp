#include "engine/store/database_file.h"

#include "engine/store/schema.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace bsc {
namespace {

namespace fs = std::filesystem;

constexpr int busy_timeout_ms = 2000;

int pragma_int(SQLite::Database& db, const std::string& name) {
    return db.execAndGet("PRAGMA " + name).getInt();
}

bool has_log(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file.string() + "-wal", ignored);
}

/// A URI for sqlite3_open that reads the file and leaves no trace beside it. With a write-ahead log
/// there, its pages must be read too, and that needs the ordinary way.
std::string read_only_uri(const fs::path& file) {
    std::string uri = "file:";
    for (const char c : fs::absolute(file).string())
        if (c == '?' || c == '#' || c == '%') {
            constexpr const char* hex = "0123456789ABCDEF";
            uri += {'%', hex[c >> 4], hex[c & 15]};
        } else {
            uri += c;
        }
    return uri + (has_log(file) ? "?mode=ro" : "?mode=ro&immutable=1");
}

tl::unexpected<Error> refused(const fs::path& file, const std::string& what) {
    return fail(ErrorCode::wrong_format, file.string() + " " + what);
}

DatabasePtr look_at(const fs::path& file) {
    return std::make_unique<SQLite::Database>(
        read_only_uri(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI, busy_timeout_ms);
}

/// Whether the file is a store's, or blank, and no newer than this program.
Result<void> is_ours(SQLite::Database& db, const fs::path& file) {
    const int owner = pragma_int(db, "application_id");
    const int version = pragma_int(db, "user_version");
    const int newest = static_cast<int>(schema_steps().size());
    const bool blank = owner == 0 && version == 0 &&
                       db.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    if (owner != store_application_id && !blank)
        return refused(file, "belongs to another program; choose another file");
    if (version > newest)
        return refused(file, "has format version " + std::to_string(version) +
                                 "; this program knows versions up to " + std::to_string(newest) +
                                 ". Update the program or choose another file");
    return {};
}

/// Whether this program may write to the existing file.
Result<void> inspect(const fs::path& file) {
    const DatabasePtr opened = look_at(file);
    SQLite::Database& db = *opened;
    if (auto ours = is_ours(db, file); !ours)
        return ours;
    // SQLite reads what is missing of the last page as zeros. (Beside a log the file may be
    // shorter.)
    const auto bytes = static_cast<std::uintmax_t>(pragma_int(db, "page_count")) *
                       static_cast<std::uintmax_t>(pragma_int(db, "page_size"));
    if (!has_log(file) && bytes > fs::file_size(file))
        return refused(file, "is damaged (cut short); restore a copy or choose another file");
    const std::string verdict = db.execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok")
        return refused(file, "is damaged (" + verdict + "); restore a copy or choose another file");
    return {};
}

/// Made before SQLite opens it, since the log and its index take over the mode of the file.
/// (Setting the umask instead would meddle with every thread of the process.) Not for a file that
/// is there: closing this descriptor would drop the locks that SQLite holds on it in this process,
/// and the next other process to close the file would take the log away under us.
Result<void> create_private(const fs::path& file) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fail(ErrorCode::io, "cannot create " + file.string() + ": " +
                                       std::generic_category().message(errno));
    close(descriptor);
    return {};
}

Result<void> migrate(SQLite::Database& db, const fs::path& file) {
    const auto steps = schema_steps();
    const auto version = [&] { return static_cast<std::size_t>(pragma_int(db, "user_version")); };
    if (version() == steps.size())
        return {};
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    if (auto ours = is_ours(db, file); !ours) // a newer program may have been here meanwhile
        return ours;
    for (std::size_t i = version(); i < steps.size(); ++i)
        db.exec(steps[i]);
    db.exec("PRAGMA user_version = " + std::to_string(steps.size()));
    db.exec("PRAGMA application_id = " + std::to_string(store_application_id));
    transaction.commit();
    return {};
}

/// FULL, not NORMAL: with one commit per batch the extra fsync costs nothing that matters, and a
/// batch then survives a power cut as well as a killed process.
void set_up_writing(SQLite::Database& db) {
    // Before the log, which makes the file; an existing one follows when it is next rewritten.
    // Where it is so already the order would wait for its turn to write.
    constexpr int incremental = 2;
    if (pragma_int(db, "auto_vacuum") != incremental)
        db.exec("PRAGMA auto_vacuum = INCREMENTAL");
    db.exec("PRAGMA journal_mode = WAL;"
            "PRAGMA synchronous = FULL;"
            "PRAGMA secure_delete = ON;"
            "PRAGMA temp_store = MEMORY;"
            "PRAGMA journal_size_limit = 67108864");
}

template <class Open>
Result<DatabasePtr> guarded(const std::string& name, Open&& open) {
    try {
        return open();
    } catch (const SQLite::Exception& thrown) {
        return tl::unexpected(error_of(thrown, name));
    } catch (const std::exception& thrown) {
        return fail(ErrorCode::io, name + ": " + thrown.what());
    }
}

} // namespace

Error error_of(const SQLite::Exception& thrown, const std::string& name) {
    switch (thrown.getErrorCode()) {
    case SQLITE_NOTADB:
        return {ErrorCode::wrong_format, name + " is not a database; choose another file"};
    case SQLITE_CORRUPT:
        return {ErrorCode::wrong_format,
                name + " is damaged; restore a copy or choose another file"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::busy,
                "another process is writing to " + name + "; close it or choose another file"};
    case SQLITE_READONLY:
        return {ErrorCode::io, name + " is open to look only; nothing can be changed in it"};
    case SQLITE_FULL:
        return {ErrorCode::io, "the disk is full: " + name + " cannot grow"};
    default:
        return {ErrorCode::io, name + ": " + thrown.what()};
    }
}

Result<DatabasePtr> open_for_writing(const fs::path& file) {
    return guarded(file.string(), [&]() -> Result<DatabasePtr> {
        std::error_code missing;
        const auto size = fs::file_size(file, missing);
        if (auto usable = missing    ? create_private(file)
                          : size > 0 ? inspect(file)
                                     : Result<void>{};
            !usable)
            return tl::unexpected(usable.error());
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
        auto db = std::make_unique<SQLite::Database>(fs::absolute(file).string(),
                                                     SQLite::OPEN_READWRITE, busy_timeout_ms);
        set_up_writing(*db);
        if (auto present = migrate(*db, file); !present)
            return tl::unexpected(present.error());
        return db;
    });
}

Result<DatabasePtr> open_for_reading(const fs::path& file) {
    return guarded(file.string(), [&]() -> Result<DatabasePtr> {
        return std::make_unique<SQLite::Database>(fs::absolute(file).string(),
                                                  SQLite::OPEN_READONLY, busy_timeout_ms);
    });
}

Result<DatabasePtr> open_to_look(const fs::path& file) {
    return guarded(file.string(), [&]() -> Result<DatabasePtr> {
        auto db = look_at(file);
        if (auto ours = is_ours(*db, file); !ours)
            return tl::unexpected(ours.error());
        return db;
    });
}

Result<DatabasePtr> open_any_version_to_look(const fs::path& file) {
    return guarded(file.string(), [&]() -> Result<DatabasePtr> {
        auto db = look_at(file);
        if (pragma_int(*db, "application_id") != store_application_id)
            return refused(file, "belongs to another program; choose another file");
        return db;
    });
}

Result<void> is_in_place(SQLite::Database& db, const std::string& name) {
    int moved = 0;
    if (sqlite3_file_control(db.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK &&
        moved != 0)
        return fail(ErrorCode::io, name + " was moved or deleted while it was open; put it back, "
                                          "or start again to make a new one");
    return {};
}

Result<DatabasePtr> open_memory_database() {
    return guarded("memory", []() -> Result<DatabasePtr> {
        auto db = std::make_unique<SQLite::Database>(":memory:",
                                                     SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        if (auto made = migrate(*db, "memory"); !made)
            return tl::unexpected(made.error());
        return db;
    });
}

} // namespace bsc

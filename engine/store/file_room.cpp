#include "engine/store/file_room.h"

#include "engine/store/shared_connection.h"

#include <fstream>
#include <limits>
#include <sqlite3.h>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace bsc {
namespace {

constexpr std::uint64_t least_worth_a_rewrite = std::uint64_t{1} << 20; // bytes
constexpr const char* vacuum_some = "PRAGMA incremental_vacuum(1000)";

struct Pages {
    std::uint64_t all = 0, free = 0, bytes_each = 0;
    bool movable = false; ///< free ones can be given back without a rewrite
};

Pages pages_of(SQLite::Database& db) {
    const auto number = [&](const char* pragma) {
        return static_cast<std::uint64_t>(db.execAndGet(pragma).getInt64());
    };
    return {number("PRAGMA page_count"), number("PRAGMA freelist_count"),
            number("PRAGMA page_size"), number("PRAGMA auto_vacuum") != 0};
}

/// False when somebody is in the way, or the disk has no room for a copy: another time, then.
bool is_done(SQLite::Database& db, const char* sql) {
    const int code = db.tryExec(sql);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED || code == SQLITE_FULL)
        return false;
    if (code != SQLITE_OK)
        throw SQLite::Exception(db.getHandle(), code);
    return true;
}

/// By the locks that every connection to a file with a write-ahead log holds on it. Asking for them
/// the usual way would take a descriptor, and closing that drops the locks of this process.
bool is_open_elsewhere(const std::filesystem::path& file) {
    struct stat named {};
    if (stat(file.c_str(), &named) != 0)
        return true;
    // 7: POSIX  ADVISORY  READ 4711 fe:01:1835030 1073741826 1073742335
    std::ifstream locks("/proc/locks");
    if (!locks)
        return true;
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string number, kind, advisory, mode, place;
        long process = 0;
        words >> number >> kind >> advisory >> mode >> process >> place;
        // The device is not the one of stat() on every file system.
        if (kind == "POSIX" && process != getpid() &&
            place.substr(place.rfind(':') + 1) == std::to_string(named.st_ino))
            return true;
    }
    return false;
}

bool is_worth_a_rewrite(const Pages& pages) {
    return pages.free * 4 >= pages.all && pages.free * pages.bytes_each >= least_worth_a_rewrite;
}

/// The copy is made on disk: it may be as large as the file.
void rewrite(SQLite::Database& db) {
    db.exec("PRAGMA temp_store = FILE");
    is_done(db, "VACUUM");
    db.exec("PRAGMA temp_store = MEMORY");
}

} // namespace

Result<FileRoom> give_room_back(SharedConnection& connection, const std::filesystem::path& file,
                                std::uint64_t most_rewritten) {
    if (file.empty())
        return FileRoom{};
    const auto pages = [&] {
        return connection.with([](SQLite::Database& db) -> Result<Pages> { return pages_of(db); });
    };
    const auto before = pages();
    if (!before)
        return tl::unexpected(before.error());
    if (!before->movable && is_worth_a_rewrite(*before) &&
        (before->all - before->free) * before->bytes_each <= most_rewritten &&
        !is_open_elsewhere(file)) {
        auto done = connection.with([](SQLite::Database& db) -> Result<void> {
            rewrite(db);
            return {};
        });
        if (!done)
            return tl::unexpected(done.error());
    }
    for (std::uint64_t left = before->movable ? before->free : 0; left > 0;) {
        const auto free = connection.with([](SQLite::Database& db) -> Result<std::uint64_t> {
            return is_done(db, vacuum_some) ? pages_of(db).free : 0;
        });
        if (!free)
            return tl::unexpected(free.error());
        left = *free < left ? *free : 0;
    }
    // The file itself is cut when the log is written back to it.
    const auto after = connection.with([](SQLite::Database& db) -> Result<Pages> {
        is_done(db, "PRAGMA wal_checkpoint(TRUNCATE)");
        return pages_of(db);
    });
    if (!after)
        return tl::unexpected(after.error());
    const std::uint64_t fewer = before->all > after->all ? before->all - after->all : 0;
    return FileRoom{fewer * after->bytes_each, after->free * after->bytes_each,
                    after->free > 0 && (after->movable || is_worth_a_rewrite(*after))};
}

} // namespace bsc

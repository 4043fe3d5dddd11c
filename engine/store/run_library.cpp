#include "engine/store/run_library.h"

#include "engine/store/shared_connection.h"
#include "engine/store/sql_values.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

namespace bsc {
namespace {

constexpr const char* run_columns =
    "SELECT id, kind, name, workload, started_us, finished_us, machine, settings, "
    "(SELECT count(*) FROM run_parts WHERE run = id), "
    "(SELECT count(*) FROM run_parts WHERE run = id AND state = 'done') FROM runs ";

RunInfo run_of(SQLite::Statement& row, const RunClaims& claims) {
    SqlColumns columns(row);
    RunInfo run;
    run.id = columns.count();
    run.kind = columns.text();
    run.name = columns.text();
    run.workload = columns.text();
    run.started_us = columns.integer();
    run.finished_us = columns.optional<std::int64_t>();
    run.machine = columns.text();
    run.settings = columns.text();
    run.parts = columns.count();
    run.done = columns.count();
    run.being_written = claims.is_claimed(run.id);
    return run;
}

std::vector<RunInfo> runs_of(SQLite::Statement& rows, const RunClaims& claims) {
    std::vector<RunInfo> all;
    while (rows.executeStep())
        all.push_back(run_of(rows, claims));
    return all;
}

tl::unexpected<Error> unknown_run(SQLite::Database& db, std::uint64_t run) {
    SQLite::Statement row(db, "SELECT 1 FROM runs WHERE id = ?");
    row.bind(1, static_cast<std::int64_t>(run));
    return fail(ErrorCode::not_found,
                row.executeStep()
                    ? "Run " + std::to_string(run) + " is deleted; restore it to use it again."
                    : "There is no run " + std::to_string(run) + ".");
}

tl::unexpected<Error> not_removed(std::uint64_t run) {
    return fail(ErrorCode::not_found, "No removed run has the number " + std::to_string(run) + ".");
}

} // namespace

struct RunLibrary::Impl {
    const std::filesystem::path file; ///< empty: in memory
    mutable SharedConnection connection;
    RunClaims claims;
};

RunLibrary::RunLibrary(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RunLibrary::~RunLibrary() = default;

Result<std::unique_ptr<RunLibrary>> RunLibrary::over(DatabasePtr db,
                                                     const std::filesystem::path& file) {
    auto claims = RunClaims::of(file);
    if (!claims)
        return tl::unexpected(claims.error());
    auto impl = std::unique_ptr<Impl>(
        new Impl{file,
                 {std::move(db), file.empty() ? "the runs in memory" : file.string()},
                 std::move(*claims)});
    return std::unique_ptr<RunLibrary>(new RunLibrary(std::move(impl)));
}

Result<std::unique_ptr<RunLibrary>> RunLibrary::open(const std::filesystem::path& file) {
    return open_for_writing(file).and_then(
        [&](DatabasePtr db) { return over(std::move(db), file); });
}

Result<std::unique_ptr<RunLibrary>> RunLibrary::open_in_memory() {
    return open_memory_database().and_then([](DatabasePtr db) { return over(std::move(db), {}); });
}

Result<std::uint64_t> RunLibrary::start(const RunInfo& run, const std::vector<std::string>& keys) {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<std::uint64_t> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement insert(db, "INSERT INTO runs(kind, name, workload, started_us, machine, "
                                     "settings) VALUES(?, ?, ?, ?, ?, ?)");
        SqlValues(insert)
            .text(run.kind)
            .text(run.name)
            .text(run.workload)
            .integer(run.started_us)
            .text(run.machine)
            .text(run.settings);
        insert.exec();
        const auto id = static_cast<std::uint64_t>(db.getLastInsertRowid());
        SQLite::Statement part(db, "INSERT INTO run_parts VALUES(?, ?, ?, 'queued', '', '')");
        for (std::uint64_t number = 0; const std::string& key : keys) {
            SqlValues(part).integer(id).integer(number++).text(key);
            part.exec();
            part.reset();
        }
        transaction.commit();
        return id;
    });
}

Result<void> RunLibrary::put(std::uint64_t run, const RunPart& part) {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<void> {
        SQLite::Statement update(
            db, "UPDATE run_parts SET state = ?, result = ?, error = ? WHERE run = ? AND key = ?");
        update.bind(1, part.state);
        update.bind(2, part.result);
        update.bind(3, part.error);
        update.bind(4, static_cast<std::int64_t>(run));
        update.bind(5, part.key);
        if (update.exec() == 0)
            return fail(ErrorCode::not_found,
                        "Run " + std::to_string(run) + " has no part \"" + part.key + "\".");
        return {};
    });
}

Result<void> RunLibrary::finish(std::uint64_t run, std::int64_t finished_us) {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<void> {
        SQLite::Statement update(db, "UPDATE runs SET finished_us = ? WHERE id = ?");
        update.bind(1, finished_us);
        update.bind(2, static_cast<std::int64_t>(run));
        if (update.exec() == 0)
            return unknown_run(db, run);
        return {};
    });
}

Result<RunClaim> RunLibrary::claim(std::uint64_t run) const {
    auto claim = impl_->claims.claim(run);
    if (!claim)
        return claim;
    if (auto there = info(run); !there) // removed before it was claimed
        return tl::unexpected(there.error());
    return claim;
}

Result<void> RunLibrary::remove(std::uint64_t run) {
    const auto claimed = claim(run);
    if (!claimed)
        return tl::unexpected(claimed.error());
    return impl_->connection.with([&](SQLite::Database& db) -> Result<void> {
        if (!change_row(db, "UPDATE runs SET removed = 1 WHERE id = ? AND NOT removed", run))
            return unknown_run(db, run);
        return {};
    });
}

Result<RunInfo> RunLibrary::restore(std::uint64_t run) {
    const auto back = impl_->connection.with([&](SQLite::Database& db) -> Result<void> {
        if (!change_row(db, "UPDATE runs SET removed = 0 WHERE id = ? AND removed", run))
            return not_removed(run);
        return {};
    });
    return back.and_then([&] { return info(run); });
}

Result<void> RunLibrary::erase(std::uint64_t run) {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<void> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        if (!change_row(db, "DELETE FROM runs WHERE id = ? AND removed", run))
            return not_removed(run);
        change_row(db, "DELETE FROM run_parts WHERE run = ?", run);
        transaction.commit();
        return {};
    });
}

Result<void> RunLibrary::purge() {
    const auto all = removed();
    if (!all)
        return tl::unexpected(all.error());
    for (const RunInfo& run : *all)
        if (auto done = erase(run.id); !done && done.error().code != ErrorCode::not_found)
            return done; // not found: restored or erased meanwhile
    return {};
}

Result<FileRoom> RunLibrary::give_room_back(std::uint64_t most_rewritten) {
    return bsc::give_room_back(impl_->connection, impl_->file, most_rewritten);
}

Result<std::vector<RunInfo>> RunLibrary::list(std::string_view kind) const {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<std::vector<RunInfo>> {
        SQLite::Statement rows(db, std::string(run_columns) +
                                       "WHERE NOT removed AND (?1 = '' OR kind = ?1) "
                                       "ORDER BY id DESC");
        rows.bind(1, std::string(kind));
        return runs_of(rows, impl_->claims);
    });
}

Result<std::vector<RunInfo>> RunLibrary::removed() const {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<std::vector<RunInfo>> {
        SQLite::Statement rows(db, std::string(run_columns) + "WHERE removed ORDER BY id DESC");
        return runs_of(rows, impl_->claims);
    });
}

Result<RunInfo> RunLibrary::info(std::uint64_t run) const {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<RunInfo> {
        SQLite::Statement row(db, std::string(run_columns) + "WHERE NOT removed AND id = ?");
        row.bind(1, static_cast<std::int64_t>(run));
        if (!row.executeStep())
            return unknown_run(db, run);
        return run_of(row, impl_->claims);
    });
}

Result<std::vector<RunPart>> RunLibrary::parts(std::uint64_t run) const {
    const bool being_written = impl_->claims.is_claimed(run);
    return impl_->connection.with([&](SQLite::Database& db) -> Result<std::vector<RunPart>> {
        SQLite::Statement rows(
            db, "SELECT key, state, result, error FROM run_parts WHERE run = ? ORDER BY part");
        rows.bind(1, static_cast<std::int64_t>(run));
        std::vector<RunPart> all;
        while (rows.executeStep()) {
            SqlColumns columns(rows);
            RunPart& part = all.emplace_back();
            for (std::string* text : {&part.key, &part.state, &part.result, &part.error})
                *text = columns.text();
            if (part.state == "running" && !being_written)
                part.state = "queued"; // its writer was cut short
        }
        return all;
    });
}

} // namespace bsc

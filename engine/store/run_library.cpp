#include "engine/store/run_library.h"

#include "engine/store/shared_connection.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

namespace bsc {
namespace {

constexpr const char* run_columns =
    "SELECT id, kind, name, workload, started_us, finished_us, machine, settings FROM runs ";

RunInfo run_of(SQLite::Statement& row) {
    RunInfo run;
    run.id = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    run.kind = row.getColumn(1).getString();
    run.name = row.getColumn(2).getString();
    run.workload = row.getColumn(3).getString();
    run.started_us = row.getColumn(4).getInt64();
    if (!row.getColumn(5).isNull())
        run.finished_us = row.getColumn(5).getInt64();
    run.machine = row.getColumn(6).getString();
    run.settings = row.getColumn(7).getString();
    return run;
}

/// Without a number it gets a new one. Returns its number. Within the caller's transaction.
std::uint64_t insert_run(SQLite::Database& db, const RunInfo& run,
                         const std::vector<RunPart>& parts) {
    SQLite::Statement insert(db, "INSERT INTO runs VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
    if (run.id != 0)
        insert.bind(1, static_cast<std::int64_t>(run.id));
    insert.bind(2, run.kind);
    insert.bind(3, run.name);
    insert.bind(4, run.workload);
    insert.bind(5, run.started_us);
    if (run.finished_us)
        insert.bind(6, *run.finished_us);
    insert.bind(7, run.machine);
    insert.bind(8, run.settings);
    insert.exec();
    const auto id = db.getLastInsertRowid();
    SQLite::Statement part(db, "INSERT INTO run_parts VALUES(?, ?, ?, ?, ?, ?)");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        part.bind(1, id);
        part.bind(2, static_cast<std::int64_t>(i));
        part.bind(3, parts[i].key);
        part.bind(4, parts[i].state);
        part.bind(5, parts[i].result);
        part.bind(6, parts[i].error);
        part.exec();
        part.reset();
    }
    return static_cast<std::uint64_t>(id);
}

std::vector<RunPart> parts_of(SQLite::Database& db, std::uint64_t run) {
    SQLite::Statement rows(
        db, "SELECT key, state, result, error FROM run_parts WHERE run = ? ORDER BY part");
    rows.bind(1, static_cast<std::int64_t>(run));
    std::vector<RunPart> all;
    while (rows.executeStep())
        all.push_back({rows.getColumn(0).getString(), rows.getColumn(1).getString(),
                       rows.getColumn(2).getString(), rows.getColumn(3).getString()});
    return all;
}

tl::unexpected<Error> unknown_run(std::uint64_t run) {
    return fail(ErrorCode::not_found, "There is no run " + std::to_string(run) + ".");
}

Result<RunInfo> info_of(SQLite::Database& db, std::uint64_t run) {
    SQLite::Statement row(db, std::string(run_columns) + "WHERE id = ?");
    row.bind(1, static_cast<std::int64_t>(run));
    if (!row.executeStep())
        return unknown_run(run);
    return run_of(row);
}

} // namespace

struct RunLibrary::Impl {
    mutable SharedConnection connection;
};

RunLibrary::RunLibrary(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RunLibrary::~RunLibrary() = default;

Result<std::unique_ptr<RunLibrary>> RunLibrary::over(DatabasePtr db, std::string name) {
    auto impl = std::unique_ptr<Impl>(new Impl{{std::move(db), std::move(name)}});
    // A part that another process runs just now is written again when it is done.
    auto cut_short = impl->connection.with([](SQLite::Database& runs) -> Result<void> {
        runs.exec("UPDATE run_parts SET state = 'queued' WHERE state = 'running'");
        return {};
    });
    if (!cut_short)
        return tl::unexpected(cut_short.error());
    return std::unique_ptr<RunLibrary>(new RunLibrary(std::move(impl)));
}

Result<std::unique_ptr<RunLibrary>> RunLibrary::open(const std::filesystem::path& file) {
    return open_for_writing(file).and_then(
        [&](DatabasePtr db) { return over(std::move(db), file.string()); });
}

Result<std::unique_ptr<RunLibrary>> RunLibrary::open_in_memory() {
    return open_memory_database().and_then(
        [](DatabasePtr db) { return over(std::move(db), "the runs in memory"); });
}

Result<std::uint64_t> RunLibrary::start(const RunInfo& run, const std::vector<std::string>& keys) {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<std::uint64_t> {
        RunInfo fresh = run;
        fresh.id = 0;
        fresh.finished_us.reset();
        std::vector<RunPart> queued;
        for (const std::string& key : keys)
            queued.push_back({key, "queued", {}, {}});
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        const std::uint64_t id = insert_run(db, fresh, queued);
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
            return unknown_run(run);
        return {};
    });
}

Result<SavedRun> RunLibrary::take(std::uint64_t run) {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<SavedRun> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        auto info = info_of(db, run);
        if (!info)
            return tl::unexpected(info.error());
        SavedRun taken{std::move(*info), parts_of(db, run)};
        for (const char* sql :
             {"DELETE FROM run_parts WHERE run = ?", "DELETE FROM runs WHERE id = ?"}) {
            SQLite::Statement statement(db, sql);
            statement.bind(1, static_cast<std::int64_t>(run));
            statement.exec();
        }
        transaction.commit();
        return taken;
    });
}

Result<void> RunLibrary::put_back(const SavedRun& run) {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<void> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        if (info_of(db, run.info.id))
            return fail(ErrorCode::invalid_argument,
                        "Run " + std::to_string(run.info.id) + " is in the library already.");
        insert_run(db, run.info, run.parts);
        transaction.commit();
        return {};
    });
}

Result<std::vector<RunInfo>> RunLibrary::list(std::string_view kind) const {
    return impl_->connection.with([&](SQLite::Database& db) -> Result<std::vector<RunInfo>> {
        SQLite::Statement rows(db, std::string(run_columns) +
                                       "WHERE ?1 = '' OR kind = ?1 ORDER BY id DESC");
        rows.bind(1, std::string(kind));
        std::vector<RunInfo> all;
        while (rows.executeStep())
            all.push_back(run_of(rows));
        return all;
    });
}

Result<RunInfo> RunLibrary::info(std::uint64_t run) const {
    return impl_->connection.with([&](SQLite::Database& db) { return info_of(db, run); });
}

Result<std::vector<RunPart>> RunLibrary::parts(std::uint64_t run) const {
    return impl_->connection.with(
        [&](SQLite::Database& db) { return Result<std::vector<RunPart>>(parts_of(db, run)); });
}

} // namespace bsc

#include "engine/store/sql_values.h"
#include "engine/store/workload_library_impl.h"

#include <SQLiteCpp/Transaction.h>
#include <algorithm>
#include <charconv>
#include <chrono>

namespace bsc {
namespace {

using workload_sql::info_columns;
using workload_sql::info_of;
using workload_sql::unknown;

constexpr std::chrono::hours abandoned_after{1};

Result<std::vector<WorkloadInfo>> list_where(SharedConnection& connection, const char* condition) {
    return connection.with([&](SQLite::Database& db) -> Result<std::vector<WorkloadInfo>> {
        SQLite::Statement rows(db, std::string(info_columns) + condition + " ORDER BY id DESC");
        std::vector<WorkloadInfo> all;
        while (rows.executeStep())
            all.push_back(info_of(rows));
        return all;
    });
}

} // namespace

Result<void> WorkloadLibrary::Impl::take_away(std::uint64_t id) {
    for (bool more = true; more;) {
        const auto batch = writing->with([&](SQLite::Database& db) -> Result<bool> {
            return change_row(db,
                              "DELETE FROM workload_rows WHERE workload = ?1 AND row IN (SELECT "
                              "row FROM workload_rows WHERE workload = ?1 LIMIT 10000)",
                              id);
        });
        if (!batch)
            return tl::unexpected(batch.error());
        more = *batch;
    }
    return writing->with([&](SQLite::Database& db) -> Result<void> {
        change_row(db, "DELETE FROM workloads WHERE id = ?", id);
        return {};
    });
}

Result<std::unique_ptr<WorkloadLibrary>> WorkloadLibrary::open(const std::filesystem::path& file) {
    auto writing = open_for_writing(file);
    if (!writing)
        return tl::unexpected(writing.error());
    auto reading = open_for_reading(file);
    if (!reading)
        return tl::unexpected(reading.error());
    auto impl = std::make_unique<Impl>();
    impl->file = file;
    impl->writing = std::make_shared<SharedConnection>(std::move(*writing), file.string());
    impl->reading = std::make_shared<SharedConnection>(std::move(*reading), file.string());
    return std::unique_ptr<WorkloadLibrary>(new WorkloadLibrary(std::move(impl)));
}

Result<std::unique_ptr<WorkloadLibrary>> WorkloadLibrary::open_in_memory() {
    auto db = open_memory_database();
    if (!db)
        return tl::unexpected(db.error());
    auto impl = std::make_unique<Impl>();
    impl->writing = impl->reading =
        std::make_shared<SharedConnection>(std::move(*db), "the library in memory");
    return std::unique_ptr<WorkloadLibrary>(new WorkloadLibrary(std::move(impl)));
}

Result<std::unique_ptr<WorkloadLibrary>>
WorkloadLibrary::open_read_only(const std::filesystem::path& file) {
    auto db = open_any_version_to_look(file);
    if (!db)
        return tl::unexpected(db.error());
    auto impl = std::make_unique<Impl>();
    impl->writing = impl->reading =
        std::make_shared<SharedConnection>(std::move(*db), file.string());
    impl->read_only = true;
    return std::unique_ptr<WorkloadLibrary>(new WorkloadLibrary(std::move(impl)));
}

WorkloadLibrary::WorkloadLibrary(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadLibrary::~WorkloadLibrary() = default;

bool WorkloadLibrary::read_only() const { return impl_->read_only; }

Result<std::vector<WorkloadInfo>> WorkloadLibrary::list() const {
    return list_where(*impl_->reading, "AND NOT removed");
}

Result<std::vector<WorkloadInfo>> WorkloadLibrary::removed() const {
    return list_where(*impl_->reading, "AND removed");
}

Result<WorkloadInfo> WorkloadLibrary::info(std::uint64_t id) const {
    return impl_->reading->with([&](SQLite::Database& db) -> Result<WorkloadInfo> {
        SQLite::Statement row(db, std::string(info_columns) + "AND NOT removed AND id = ?");
        row.bind(1, static_cast<std::int64_t>(id));
        if (!row.executeStep())
            return unknown(id);
        return info_of(row);
    });
}

Result<WorkloadInfo> WorkloadLibrary::find(std::string_view name) const {
    const auto all = list();
    if (!all)
        return tl::unexpected(all.error());
    if (const auto named = std::ranges::find(*all, name, &WorkloadInfo::name); named != all->end())
        return *named;
    std::uint64_t id = 0;
    const auto [end, wrong] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (wrong == std::errc{} && end == name.data() + name.size())
        if (const auto it = std::ranges::find(*all, id, &WorkloadInfo::id); it != all->end())
            return *it;
    std::string names;
    for (const WorkloadInfo& info : *all)
        names += (names.empty() ? "" : ", ") + info.name;
    return fail(ErrorCode::not_found,
                "There is no workload \"" + std::string(name) + "\"; " +
                    (names.empty() ? "none is saved yet." : "there are: " + names + "."));
}

Result<std::string> WorkloadLibrary::free_name(std::string wanted) const {
    return impl_->reading->with([&](SQLite::Database& db) -> Result<std::string> {
        return workload_sql::free_name(db, wanted);
    });
}

Result<void> WorkloadLibrary::rename(std::uint64_t id, std::string name) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        if (auto ok = workload_sql::check_name(db, name); !ok)
            return ok;
        SQLite::Statement update(
            db, "UPDATE workloads SET name = ? WHERE id = ? AND ready AND NOT removed");
        update.bind(1, name);
        update.bind(2, static_cast<std::int64_t>(id));
        if (update.exec() == 0)
            return unknown(id);
        return {};
    });
}

Result<void> WorkloadLibrary::set_baseline(std::optional<std::uint64_t> id) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        db.exec("UPDATE workloads SET baseline = 0 WHERE baseline");
        if (id && !change_row(db,
                              "UPDATE workloads SET baseline = 1 WHERE id = ? AND ready AND NOT "
                              "removed",
                              *id))
            return unknown(*id);
        transaction.commit();
        return {};
    });
}

Result<void> WorkloadLibrary::remove(std::uint64_t id) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        if (!change_row(
                db, "UPDATE workloads SET removed = 1 WHERE id = ? AND ready AND NOT removed", id))
            return unknown(id);
        return {};
    });
}

Result<WorkloadInfo> WorkloadLibrary::restore(std::uint64_t id) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<WorkloadInfo> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement removed(db, std::string(info_columns) + "AND removed AND id = ?");
        removed.bind(1, static_cast<std::int64_t>(id));
        if (!removed.executeStep())
            return unknown(id);
        WorkloadInfo info = info_of(removed);
        info.name = workload_sql::free_name(db, info.name);
        SQLite::Statement back(db, "UPDATE workloads SET removed = 0, name = ? WHERE id = ?");
        back.bind(1, info.name);
        back.bind(2, static_cast<std::int64_t>(id));
        back.exec();
        transaction.commit();
        return info;
    });
}

Result<void> WorkloadLibrary::erase(std::uint64_t id) {
    // Out of reach first: restored without some of its rows it would be another workload.
    const auto hidden = impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        if (!change_row(db, "UPDATE workloads SET ready = 0 WHERE id = ? AND ready AND removed",
                        id))
            return unknown(id);
        return {};
    });
    return hidden ? impl_->take_away(id) : hidden;
}

Result<void> WorkloadLibrary::purge() {
    const auto all = list_where(*impl_->writing, "AND removed");
    if (!all)
        return tl::unexpected(all.error());
    for (const WorkloadInfo& info : *all)
        if (auto done = erase(info.id); !done && done.error().code != ErrorCode::not_found)
            return done; // not found: restored or erased meanwhile
    return sweep();
}

Result<void> WorkloadLibrary::sweep() {
    const auto left = impl_->writing->with([](SQLite::Database& db) {
        SQLite::Statement rows(
            db, "SELECT id FROM workloads WHERE NOT ready AND (removed OR created_us < ?)");
        rows.bind(
            1, workload_sql::now_us() -
                   std::chrono::duration_cast<std::chrono::microseconds>(abandoned_after).count());
        std::vector<std::uint64_t> ids;
        while (rows.executeStep())
            ids.push_back(static_cast<std::uint64_t>(rows.getColumn(0).getInt64()));
        return Result<std::vector<std::uint64_t>>(std::move(ids));
    });
    if (!left)
        return tl::unexpected(left.error());
    for (const std::uint64_t id : *left)
        if (auto done = impl_->take_away(id); !done)
            return done;
    return {};
}

Result<FileRoom> WorkloadLibrary::give_room_back(std::uint64_t most_rewritten) {
    return bsc::give_room_back(*impl_->writing, impl_->file, most_rewritten);
}

} // namespace bsc

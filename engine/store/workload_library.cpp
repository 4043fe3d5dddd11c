#include "engine/store/workload_library.h"

#include "engine/store/shared_connection.h"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <deque>

namespace bsc {
namespace {

/// Rows written in one transaction: short, so that the Store's writer never waits long.
constexpr std::size_t batch_rows = 4000;
constexpr std::size_t page_rows = 1000;
constexpr std::chrono::hours abandoned_after{1};

constexpr std::array kind_names{"recorded", "imported", "synthetic", "sample"};

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

tl::unexpected<Error> unknown(std::uint64_t id) {
    return fail(ErrorCode::not_found,
                "There is no workload " + std::to_string(id) + "; it may have been removed.");
}

constexpr const char* info_columns =
    "SELECT id, name, kind, note, created_us, requests, labelled, timed, span_seconds "
    "FROM workloads WHERE ready AND NOT removed ";

WorkloadInfo info_of(SQLite::Statement& row) {
    WorkloadInfo info;
    info.id = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
    info.name = row.getColumn(1).getString();
    const auto kind = std::ranges::find(kind_names, row.getColumn(2).getString());
    info.kind = kind == kind_names.end() ? WorkloadKind::imported
                                         : static_cast<WorkloadKind>(kind - kind_names.begin());
    info.note = row.getColumn(3).getString();
    info.created_us = row.getColumn(4).getInt64();
    info.requests = static_cast<std::uint64_t>(row.getColumn(5).getInt64());
    info.labelled = static_cast<std::uint64_t>(row.getColumn(6).getInt64());
    info.timed = static_cast<std::uint64_t>(row.getColumn(7).getInt64());
    info.span_seconds = row.getColumn(8).getDouble();
    return info;
}

void bind_text(SQLite::Statement& into, int at, const std::optional<std::string>& text) {
    text ? into.bind(at, *text) : into.bind(at);
}

WorkloadRowRecord row_of(SQLite::Statement& row) {
    WorkloadRowRecord record;
    if (!row.getColumn(0).isNull())
        record.arrival = row.getColumn(0).getDouble();
    record.prompt = row.getColumn(1).getString();
    if (!row.getColumn(2).isNull())
        record.meaning_class = row.getColumn(2).getString();
    record.source = row.getColumn(3).getString();
    record.partition = row.getColumn(4).getString();
    record.model = row.getColumn(5).getString();
    record.input_tokens = static_cast<std::uint64_t>(row.getColumn(6).getInt64());
    record.output_tokens = static_cast<std::uint64_t>(row.getColumn(7).getInt64());
    return record;
}

bool is_taken(SQLite::Database& db, const std::string& name) {
    SQLite::Statement same(
        db, "SELECT count(*) FROM workloads WHERE ready AND NOT removed AND name = ?");
    same.bind(1, name);
    same.executeStep();
    return same.getColumn(0).getInt() != 0;
}

std::string free_name_in(SQLite::Database& db, const std::string& wanted) {
    std::string name = wanted;
    for (int number = 2; is_taken(db, name); ++number)
        name = wanted + " " + std::to_string(number);
    return name;
}

Result<void> check_name(SQLite::Database& db, const std::string& name) {
    if (name.find_first_not_of(" \t") == std::string::npos)
        return fail(ErrorCode::invalid_argument, "A workload needs a name.");
    if (is_taken(db, name))
        return fail(ErrorCode::invalid_argument,
                    "There is a workload named \"" + name + "\" already; choose another name.");
    return {};
}

/// False when no such workload was changed.
bool execute(SQLite::Database& db, const char* sql, std::uint64_t id) {
    SQLite::Statement statement(db, sql);
    statement.bind(1, static_cast<std::int64_t>(id));
    return statement.exec() != 0;
}

} // namespace

std::string_view name_of(WorkloadKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

struct WorkloadLibrary::Impl {
    std::shared_ptr<SharedConnection> writing, reading; ///< the same one in memory

    /// A few rows at a time, so that others get to write in between.
    Result<void> take_away(std::uint64_t id) {
        for (bool more = true; more;) {
            const auto batch = writing->with([&](SQLite::Database& db) -> Result<bool> {
                return execute(db,
                               "DELETE FROM workload_rows WHERE workload = ?1 AND row IN (SELECT "
                               "row FROM workload_rows WHERE workload = ?1 LIMIT 10000)",
                               id);
            });
            if (!batch)
                return tl::unexpected(batch.error());
            more = *batch;
        }
        return writing->with([&](SQLite::Database& db) -> Result<void> {
            execute(db, "DELETE FROM workloads WHERE id = ?", id);
            return {};
        });
    }
};

Result<std::unique_ptr<WorkloadLibrary>> WorkloadLibrary::open(const std::filesystem::path& file) {
    auto writing = open_for_writing(file);
    if (!writing)
        return tl::unexpected(writing.error());
    auto reading = open_for_reading(file);
    if (!reading)
        return tl::unexpected(reading.error());
    auto impl = std::make_unique<Impl>();
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

WorkloadLibrary::WorkloadLibrary(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadLibrary::~WorkloadLibrary() = default;

Result<std::vector<WorkloadInfo>> WorkloadLibrary::list() const {
    return impl_->reading->with([](SQLite::Database& db) -> Result<std::vector<WorkloadInfo>> {
        SQLite::Statement rows(db, std::string(info_columns) + "ORDER BY id DESC");
        std::vector<WorkloadInfo> all;
        while (rows.executeStep())
            all.push_back(info_of(rows));
        return all;
    });
}

Result<WorkloadInfo> WorkloadLibrary::info(std::uint64_t id) const {
    return impl_->reading->with([&](SQLite::Database& db) -> Result<WorkloadInfo> {
        SQLite::Statement row(db, std::string(info_columns) + "AND id = ?");
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

struct WorkloadLibrary::Writer::Impl {
    std::shared_ptr<WorkloadLibrary::Impl> library;
    WorkloadInfo info;
    std::optional<double> first_arrival, last_arrival;
    std::vector<WorkloadRowRecord> waiting;
    std::uint64_t written = 0;
    bool committed = false;

    ~Impl() {
        if (!committed)
            static_cast<void>(library->take_away(info.id));
    }

    Result<void> write() {
        return library->writing->with([this](SQLite::Database& db) -> Result<void> {
            SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
            SQLite::Statement insert(
                db, "INSERT INTO workload_rows VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            std::uint64_t row = written;
            for (const WorkloadRowRecord& record : waiting) {
                insert.bind(1, static_cast<std::int64_t>(info.id));
                insert.bind(2, static_cast<std::int64_t>(row++));
                record.arrival ? insert.bind(3, *record.arrival) : insert.bind(3);
                insert.bind(4, record.prompt);
                bind_text(insert, 5, record.meaning_class);
                insert.bind(6, record.source);
                insert.bind(7, record.partition);
                insert.bind(8, record.model);
                insert.bind(9, static_cast<std::int64_t>(record.input_tokens));
                insert.bind(10, static_cast<std::int64_t>(record.output_tokens));
                insert.exec();
                insert.reset();
            }
            transaction.commit();
            written = row;
            waiting.clear();
            return {};
        });
    }
};

WorkloadLibrary::Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadLibrary::Writer::~Writer() = default;
WorkloadLibrary::Writer::Writer(Writer&&) noexcept = default;

std::uint64_t WorkloadLibrary::Writer::rows() const {
    return impl_->written + impl_->waiting.size();
}

Result<void> WorkloadLibrary::Writer::add(WorkloadRowRecord row) {
    impl_->info.labelled += row.meaning_class.has_value();
    if (row.arrival) {
        ++impl_->info.timed;
        impl_->first_arrival = std::min(impl_->first_arrival.value_or(*row.arrival), *row.arrival);
        impl_->last_arrival = std::max(impl_->last_arrival.value_or(*row.arrival), *row.arrival);
    }
    impl_->waiting.push_back(std::move(row));
    return impl_->waiting.size() < batch_rows ? Result<void>{} : impl_->write();
}

Result<WorkloadInfo> WorkloadLibrary::Writer::commit() {
    if (auto written = impl_->write(); !written)
        return tl::unexpected(written.error());
    WorkloadInfo& info = impl_->info;
    info.requests = impl_->written;
    if (impl_->first_arrival)
        info.span_seconds = *impl_->last_arrival - *impl_->first_arrival;
    return impl_->library->writing->with([&](SQLite::Database& db) -> Result<WorkloadInfo> {
        info.name = free_name_in(db, info.name);
        SQLite::Statement ready(db, "UPDATE workloads SET name = ?, ready = 1, requests = ?, "
                                    "labelled = ?, timed = ?, span_seconds = ? WHERE id = ?");
        ready.bind(1, info.name);
        ready.bind(2, static_cast<std::int64_t>(info.requests));
        ready.bind(3, static_cast<std::int64_t>(info.labelled));
        ready.bind(4, static_cast<std::int64_t>(info.timed));
        ready.bind(5, info.span_seconds);
        ready.bind(6, static_cast<std::int64_t>(info.id));
        ready.exec();
        impl_->committed = true;
        return info;
    });
}

Result<WorkloadLibrary::Writer> WorkloadLibrary::create(std::string name, WorkloadKind kind,
                                                        std::string note) {
    auto writer = std::make_unique<Writer::Impl>();
    writer->library = impl_;
    WorkloadInfo& info = writer->info;
    info.name = std::move(name);
    info.kind = kind;
    info.note = std::move(note);
    info.created_us = now_us();
    auto created = impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        if (auto ok = check_name(db, info.name); !ok)
            return ok;
        SQLite::Statement insert(db, "INSERT INTO workloads VALUES(NULL, ?, ?, ?, ?, 0, 0, 0, 0, "
                                     "0, 0)");
        insert.bind(1, info.name);
        insert.bind(2, std::string(name_of(kind)));
        insert.bind(3, info.note);
        insert.bind(4, info.created_us);
        insert.exec();
        info.id = static_cast<std::uint64_t>(db.getLastInsertRowid());
        return {};
    });
    if (!created) {
        writer->committed = true; // there is nothing to take away
        return tl::unexpected(created.error());
    }
    return Writer(std::move(writer));
}

Result<std::string> WorkloadLibrary::free_name(std::string wanted) const {
    return impl_->reading->with(
        [&](SQLite::Database& db) -> Result<std::string> { return free_name_in(db, wanted); });
}

struct WorkloadLibrary::Rows::Impl {
    std::shared_ptr<WorkloadLibrary::Impl> library;
    std::uint64_t id = 0, next = 0;
    std::deque<WorkloadRowRecord> page;
};

namespace {

Result<std::vector<WorkloadRowRecord>> read_page(SharedConnection& connection, std::uint64_t id,
                                                 std::uint64_t first, std::size_t count) {
    return connection.with([&](SQLite::Database& db) -> Result<std::vector<WorkloadRowRecord>> {
        SQLite::Statement rows(db, "SELECT arrival, prompt, class, source, partition, model, "
                                   "input_tokens, output_tokens FROM workload_rows "
                                   "WHERE workload = ? AND row >= ? ORDER BY row LIMIT ?");
        rows.bind(1, static_cast<std::int64_t>(id));
        rows.bind(2, static_cast<std::int64_t>(first));
        rows.bind(3, static_cast<std::int64_t>(count));
        std::vector<WorkloadRowRecord> page;
        while (rows.executeStep())
            page.push_back(row_of(rows));
        return page;
    });
}

} // namespace

WorkloadLibrary::Rows::Rows(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadLibrary::Rows::~Rows() = default;
WorkloadLibrary::Rows::Rows(Rows&&) noexcept = default;

Result<std::optional<WorkloadRowRecord>> WorkloadLibrary::Rows::next() {
    if (impl_->page.empty()) {
        auto page = read_page(*impl_->library->reading, impl_->id, impl_->next, page_rows);
        if (!page)
            return tl::unexpected(page.error());
        std::ranges::move(*page, std::back_inserter(impl_->page));
        impl_->next += page->size();
    }
    if (impl_->page.empty())
        return std::nullopt;
    auto row = std::move(impl_->page.front());
    impl_->page.pop_front();
    return row;
}

Result<WorkloadLibrary::Rows> WorkloadLibrary::rows(std::uint64_t id, std::uint64_t first) const {
    if (const auto known = info(id); !known)
        return tl::unexpected(known.error());
    auto rows = std::make_unique<Rows::Impl>();
    rows->library = impl_;
    rows->id = id;
    rows->next = first;
    return Rows(std::move(rows));
}

Result<std::vector<WorkloadRowRecord>> WorkloadLibrary::page(std::uint64_t id, std::uint64_t first,
                                                             std::size_t count) const {
    return read_page(*impl_->reading, id, first, count);
}

Result<void> WorkloadLibrary::rename(std::uint64_t id, std::string name) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        if (auto ok = check_name(db, name); !ok)
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

Result<void> WorkloadLibrary::remove(std::uint64_t id) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        if (!execute(db, "UPDATE workloads SET removed = 1 WHERE id = ? AND ready AND NOT removed",
                     id))
            return unknown(id);
        return {};
    });
}

Result<void> WorkloadLibrary::restore(std::uint64_t id) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<void> {
        SQLite::Statement removed(db, "SELECT name FROM workloads WHERE id = ? AND removed");
        removed.bind(1, static_cast<std::int64_t>(id));
        if (!removed.executeStep())
            return unknown(id);
        SQLite::Statement back(db, "UPDATE workloads SET removed = 0, name = ? WHERE id = ?");
        back.bind(1, free_name_in(db, removed.getColumn(0).getString()));
        back.bind(2, static_cast<std::int64_t>(id));
        back.exec();
        return {};
    });
}

Result<void> WorkloadLibrary::purge() {
    const auto gone =
        impl_->writing->with([](SQLite::Database& db) -> Result<std::vector<std::uint64_t>> {
            SQLite::Statement rows(
                db, "SELECT id FROM workloads WHERE removed OR (NOT ready AND created_us < ?)");
            rows.bind(
                1,
                now_us() -
                    std::chrono::duration_cast<std::chrono::microseconds>(abandoned_after).count());
            std::vector<std::uint64_t> ids;
            while (rows.executeStep())
                ids.push_back(static_cast<std::uint64_t>(rows.getColumn(0).getInt64()));
            return ids;
        });
    if (!gone)
        return tl::unexpected(gone.error());
    for (const std::uint64_t id : *gone)
        if (auto done = impl_->take_away(id); !done)
            return done;
    return {};
}

} // namespace bsc

#include "engine/store/workload_library_impl.h"

#include <SQLiteCpp/Transaction.h>
#include <algorithm>

namespace bsc {
namespace {

/// Rows written in one transaction: short, so that the Store's writer never waits long.
constexpr std::size_t batch_rows = 4000;

/// Adds a row to the table of workloads, and tells its id.
Result<WorkloadInfo> add_workload(SQLite::Database& db, WorkloadInfo info, bool ready) {
    if (auto ok = workload_sql::check_name(db, info.name); !ok)
        return tl::unexpected(ok.error());
    SQLite::Statement insert(db, "INSERT INTO workloads VALUES(NULL, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, "
                                 "0, 0)");
    info.created_us = workload_sql::now_us();
    insert.bind(1, info.name);
    insert.bind(2, std::string(name_of(info.kind)));
    insert.bind(3, info.note);
    insert.bind(4, info.created_us);
    insert.bind(5, ready ? 1 : 0);
    insert.exec();
    info.id = static_cast<std::uint64_t>(db.getLastInsertRowid());
    return info;
}

WorkloadInfo named(std::string name, WorkloadKind kind, std::string note) {
    WorkloadInfo info;
    info.name = std::move(name);
    info.kind = kind;
    info.note = std::move(note);
    return info;
}

} // namespace

struct WorkloadLibrary::Writer::Impl {
    std::shared_ptr<WorkloadLibrary::Impl> library;
    WorkloadInfo info;
    std::optional<double> first_arrival, last_arrival;
    std::vector<WorkloadRowRecord> waiting;
    bool committed = false;

    ~Impl() {
        if (!committed)
            static_cast<void>(library->take_away(info.id));
    }

    Result<void> write() {
        return library->writing->with([this](SQLite::Database& db) -> Result<void> {
            SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
            workload_sql::insert_rows(db, info.id, info.requests, waiting);
            transaction.commit();
            workload_sql::count_rows(info, waiting);
            waiting.clear();
            return {};
        });
    }
};

WorkloadLibrary::Writer::Writer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WorkloadLibrary::Writer::~Writer() = default;
WorkloadLibrary::Writer::Writer(Writer&&) noexcept = default;

std::uint64_t WorkloadLibrary::Writer::rows() const {
    return impl_->info.requests + impl_->waiting.size();
}

Result<void> WorkloadLibrary::Writer::add(WorkloadRowRecord row) {
    if (row.arrival) {
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
    if (impl_->first_arrival)
        info.span_seconds = *impl_->last_arrival - *impl_->first_arrival;
    return impl_->library->writing->with([&](SQLite::Database& db) -> Result<WorkloadInfo> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        info.name = workload_sql::free_name(db, info.name);
        workload_sql::save_counts(db, info);
        SQLite::Statement ready(db, "UPDATE workloads SET name = ?, ready = 1 WHERE id = ?");
        ready.bind(1, info.name);
        ready.bind(2, static_cast<std::int64_t>(info.id));
        ready.exec();
        transaction.commit();
        impl_->committed = true;
        return info;
    });
}

Result<WorkloadLibrary::Writer> WorkloadLibrary::create(std::string name, WorkloadKind kind,
                                                        std::string note) {
    auto created = impl_->writing->with([&](SQLite::Database& db) {
        return add_workload(db, named(std::move(name), kind, std::move(note)), false);
    });
    if (!created)
        return tl::unexpected(created.error());
    auto writer = std::make_unique<Writer::Impl>();
    writer->library = impl_;
    writer->info = std::move(*created);
    return Writer(std::move(writer));
}

Result<WorkloadInfo> WorkloadLibrary::start_recording(std::string name, std::string note) {
    return impl_->writing->with([&](SQLite::Database& db) {
        return add_workload(db, named(std::move(name), WorkloadKind::recorded, std::move(note)),
                            true);
    });
}

Result<WorkloadInfo> WorkloadLibrary::append(std::uint64_t id,
                                             const std::vector<WorkloadRowRecord>& rows) {
    return impl_->writing->with([&](SQLite::Database& db) -> Result<WorkloadInfo> {
        SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement known(db, std::string(workload_sql::info_columns) +
                                        "AND NOT removed AND id = ?");
        known.bind(1, static_cast<std::int64_t>(id));
        if (!known.executeStep())
            return workload_sql::unknown(id);
        WorkloadInfo info = workload_sql::info_of(known);
        workload_sql::insert_rows(db, id, info.requests, rows);
        workload_sql::count_rows(info, rows);
        SQLite::Statement first(db, "SELECT arrival FROM workload_rows WHERE workload = ? AND "
                                    "arrival IS NOT NULL ORDER BY row LIMIT 1");
        first.bind(1, static_cast<std::int64_t>(id));
        if (first.executeStep())
            for (const WorkloadRowRecord& row : rows)
                if (row.arrival)
                    info.span_seconds =
                        std::max(info.span_seconds, *row.arrival - first.getColumn(0).getDouble());
        workload_sql::save_counts(db, info);
        transaction.commit();
        return info;
    });
}

Result<WorkloadInfo> WorkloadLibrary::duplicate(std::uint64_t id, std::string name,
                                                const std::function<bool()>& cancelled) {
    const auto original = info(id);
    if (!original)
        return original;
    auto copy = create(std::move(name), original->kind, original->note);
    if (!copy)
        return tl::unexpected(copy.error());
    auto source = rows(id);
    if (!source)
        return tl::unexpected(source.error());
    for (;;) {
        if (copy->rows() % batch_rows == 0 && cancelled && cancelled())
            return fail(ErrorCode::unavailable, "Copying was cancelled; no copy is left.");
        auto row = source->next();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return copy->commit();
        if (auto added = copy->add(std::move(**row)); !added)
            return tl::unexpected(added.error());
    }
}

} // namespace bsc

#include "engine/store/workload_library_impl.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace bsc {
namespace {

constexpr std::array kind_names{"recorded", "imported", "synthetic", "sample"};

bool is_taken(SQLite::Database& db, const std::string& name) {
    SQLite::Statement same(
        db, "SELECT count(*) FROM workloads WHERE ready AND NOT removed AND name = ?");
    same.bind(1, name);
    same.executeStep();
    return same.getColumn(0).getInt() != 0;
}

std::uint64_t text_bytes(const WorkloadRowRecord& row) {
    return row.prompt.size() + (row.meaning_class ? row.meaning_class->size() : 0) +
           row.source.size() + row.partition.size() + row.model.size();
}

} // namespace

std::string_view name_of(WorkloadKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

namespace workload_sql {

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

tl::unexpected<Error> unknown(std::uint64_t id) {
    return fail(ErrorCode::not_found,
                "There is no workload " + std::to_string(id) + "; it may have been removed.");
}

const char* const info_columns =
    "SELECT id, name, kind, note, created_us, requests, labelled, timed, span_seconds, bytes, "
    "baseline FROM workloads WHERE ready ";

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
    info.bytes = static_cast<std::uint64_t>(row.getColumn(9).getInt64());
    info.baseline = row.getColumn(10).getInt() != 0;
    return info;
}

std::string free_name(SQLite::Database& db, const std::string& wanted) {
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

void insert_rows(SQLite::Database& db, std::uint64_t workload, std::uint64_t first,
                 const std::vector<WorkloadRowRecord>& rows) {
    SQLite::Statement insert(db, "INSERT INTO workload_rows VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const WorkloadRowRecord& row : rows) {
        insert.bind(1, static_cast<std::int64_t>(workload));
        insert.bind(2, static_cast<std::int64_t>(first++));
        row.arrival ? insert.bind(3, *row.arrival) : insert.bind(3);
        insert.bindNoCopy(4, row.prompt);
        row.meaning_class ? insert.bindNoCopy(5, *row.meaning_class) : insert.bind(5);
        insert.bindNoCopy(6, row.source);
        insert.bindNoCopy(7, row.partition);
        insert.bindNoCopy(8, row.model);
        insert.bind(9, static_cast<std::int64_t>(row.input_tokens));
        insert.bind(10, static_cast<std::int64_t>(row.output_tokens));
        insert.exec();
        insert.reset();
    }
}

void count_rows(WorkloadInfo& info, const std::vector<WorkloadRowRecord>& rows) {
    info.requests += rows.size();
    for (const WorkloadRowRecord& row : rows) {
        info.labelled += row.meaning_class.has_value();
        info.timed += row.arrival.has_value();
        info.bytes += text_bytes(row);
    }
}

void save_counts(SQLite::Database& db, const WorkloadInfo& info) {
    SQLite::Statement update(db, "UPDATE workloads SET requests = ?, labelled = ?, timed = ?, "
                                 "span_seconds = ?, bytes = ? WHERE id = ?");
    update.bind(1, static_cast<std::int64_t>(info.requests));
    update.bind(2, static_cast<std::int64_t>(info.labelled));
    update.bind(3, static_cast<std::int64_t>(info.timed));
    update.bind(4, info.span_seconds);
    update.bind(5, static_cast<std::int64_t>(info.bytes));
    update.bind(6, static_cast<std::int64_t>(info.id));
    update.exec();
}

} // namespace workload_sql

} // namespace bsc

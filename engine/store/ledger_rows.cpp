#include "engine/store/ledger_rows.h"

#include "engine/store/sql_values.h"

#include <algorithm>
#include <array>

namespace bsc {
namespace {

constexpr std::array<std::string_view, 4> kind_names{"paid", "exact", "semantic", "coalesced"};

constexpr const char* add_to_row =
    "INSERT INTO ledger(day, kind, model, usage_known, input_tokens, output_tokens,"
    " cache_read_tokens, cache_write_tokens, embedding_model, answers, embedded_bytes)"
    " VALUES(?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET"
    " answers = answers + excluded.answers,"
    " embedded_bytes = embedded_bytes + excluded.embedded_bytes";
constexpr const char* select_rows =
    "SELECT day, kind, model, usage_known, input_tokens, output_tokens, cache_read_tokens,"
    " cache_write_tokens, embedding_model, answers, embedded_bytes FROM ledger"
    " ORDER BY day, kind, model";

} // namespace

std::string_view name_of(LedgerKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

void write_ledger(SQLite::Database& db, const LedgerBook& book) {
    if (book.empty())
        return;
    SQLite::Statement add(db, add_to_row);
    for (const auto& [key, sum] : book) {
        const LedgerUsage usage = key.usage.value_or(LedgerUsage{});
        const std::string kind(name_of(key.kind));
        SqlValues(add)
            .integer(std::int64_t{key.day})
            .text(kind)
            .text(key.model)
            .integer(std::uint64_t{key.usage.has_value()})
            .integer(usage.input)
            .integer(usage.output)
            .integer(usage.cache_read)
            .integer(usage.cache_write)
            .text(key.embedding_model)
            .integer(sum.answers)
            .integer(sum.embedded_bytes);
        add.exec();
        add.reset();
    }
}

Result<std::vector<LedgerRow>> read_ledger(SQLite::Database& db) {
    SQLite::Statement select(db, select_rows);
    std::vector<LedgerRow> rows;
    while (select.executeStep()) {
        SqlColumns columns(select);
        LedgerRow row;
        row.key.day = static_cast<std::int32_t>(columns.integer());
        const std::string kind = columns.text();
        const auto known = std::ranges::find(kind_names, kind);
        if (known == kind_names.end())
            return fail(ErrorCode::wrong_format, "the ledger has an unknown kind '" + kind + "'");
        row.key.kind = static_cast<LedgerKind>(known - kind_names.begin());
        row.key.model = columns.text();
        const bool usage_known = columns.integer() != 0;
        const LedgerUsage usage{.input = columns.count(),
                                .output = columns.count(),
                                .cache_read = columns.count(),
                                .cache_write = columns.count()};
        if (usage_known)
            row.key.usage = usage;
        row.key.embedding_model = columns.text();
        row.sum = {.answers = columns.count(), .embedded_bytes = columns.count()};
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace bsc

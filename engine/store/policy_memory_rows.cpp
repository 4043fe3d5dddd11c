#include "engine/store/policy_memory_rows.h"

#include "engine/base/digest.h"
#include "engine/store/sql_values.h"

#include <SQLiteCpp/Statement.h>
#include <algorithm>
#include <span>
#include <string_view>

namespace bsc {

void write_policy_memory(SQLite::Database& db, const PolicyMemoryRecord& record) {
    drop_policy_memory(db);
    const Digest seal = sha256(record.memory);
    SQLite::Statement insert(db, "INSERT INTO policy_memory VALUES(?, ?, ?, ?)");
    SqlValues(insert)
        .text(record.policy)
        .integer(record.code_mean)
        .blob(std::string_view(record.memory))
        .blob(std::span<const std::uint8_t>(seal));
    insert.exec();
}

void drop_policy_memory(SQLite::Database& db) { db.exec("DELETE FROM policy_memory"); }

Result<std::optional<PolicyMemoryRecord>> read_policy_memory(SQLite::Database& db) {
    SQLite::Statement select(db, "SELECT policy, code_mean, memory, sha256 FROM policy_memory");
    if (!select.executeStep())
        return std::nullopt;
    SqlColumns columns(select);
    PolicyMemoryRecord record;
    record.policy = columns.text();
    record.code_mean = columns.count();
    record.memory = columns.blob();
    if (!std::ranges::equal(columns.blob(), sha256(record.memory), {},
                            [](char byte) { return static_cast<std::uint8_t>(byte); }))
        return fail(ErrorCode::wrong_format, "what the eviction policy had learned is damaged");
    return record;
}

} // namespace bsc

#include "engine/store/rows.h"

#include "engine/store/label_rows.h"
#include "engine/store/ledger_rows.h"
#include "engine/store/policy_memory_rows.h"
#include "engine/store/sql_values.h"

#include <SQLiteCpp/Transaction.h>
#include <cstring>
#include <span>
#include <string_view>

namespace bsc {
namespace {

using SQLite::Statement;

template <class T>
std::vector<T> values_of(std::string_view bytes) {
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty())
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
}

bool read_digest(std::string_view bytes, std::array<std::uint8_t, 32>& into) {
    if (bytes.size() != into.size())
        return false;
    std::memcpy(into.data(), bytes.data(), into.size());
    return true;
}

// Settings

void set(SQLite::Database& db, const std::string& key, std::string_view value) {
    Statement statement(db, "INSERT OR REPLACE INTO settings VALUES(?, ?)");
    SqlValues(statement).text(key).blob(value);
    statement.exec();
}

std::optional<std::string> setting(SQLite::Database& db, const std::string& key) {
    Statement statement(db, "SELECT value FROM settings WHERE key = ?");
    SqlValues(statement).text(key);
    if (!statement.executeStep())
        return std::nullopt;
    return std::string(SqlColumns(statement).blob());
}

std::uint64_t number_setting(SQLite::Database& db, const std::string& key) {
    const auto text = setting(db, key);
    return text ? std::strtoull(text->c_str(), nullptr, 10) : 0;
}

void write_encoder(SQLite::Database& db, const EncoderRecord& encoder) {
    set(db, "encoder.embedder", encoder.embedder);
    set(db, "encoder.dim", std::to_string(encoder.dim));
    set(db, "encoder.bits", std::to_string(encoder.bits));
    set(db, "encoder.seed", std::to_string(encoder.seed));
    set(db, "encoder.matrix_sha256", encoder.matrix_sha256);
}

// Entries

constexpr const char* insert_entry =
    "INSERT OR REPLACE INTO entries(id, partition, request_sha256, embedding_sha256, vector,"
    " vector_scale, code, code_mean, prompt, answer_zstd, created_us, expires_us,"
    " last_accessed_us, access_count, tokens, pinned) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* select_entries =
    "SELECT id, partition, request_sha256, embedding_sha256, vector, vector_scale, code, code_mean,"
    " prompt, answer_zstd, created_us, expires_us, last_accessed_us, access_count, tokens, pinned"
    " FROM entries ORDER BY id";

Result<void> write_entries(SQLite::Database& db, const AnswerCodec& codec, const Pending& batch) {
    if (batch.clears_entries())
        db.exec("DELETE FROM entries");
    Statement insert(db, insert_entry);
    Statement erase(db, "DELETE FROM entries WHERE id = ?");
    for (const auto& [id, entry] : batch.entries()) {
        if (!entry) {
            SqlValues(erase).integer(id);
            erase.exec();
            erase.reset();
            continue;
        }
        auto answer = codec.pack(entry->answer);
        if (!answer)
            return tl::unexpected(answer.error());
        SqlValues(insert)
            .integer(id)
            .blob(std::span<const std::uint8_t>(entry->partition))
            .blob(std::span<const std::uint8_t>(entry->request_sha256))
            .blob(std::span<const std::uint8_t>(entry->embedding_sha256))
            .blob(std::span<const std::int8_t>(entry->vector))
            .real(entry->vector_scale)
            .blob(std::span<const std::uint64_t>(entry->code))
            .integer(entry->code_mean)
            .text(entry->prompt)
            .blob(*answer)
            .integer(entry->created_us)
            .optional(entry->expires_us)
            .integer(entry->last_accessed_us)
            .integer(entry->access_count)
            .integer(std::uint64_t{entry->tokens})
            .integer(std::uint64_t{entry->pinned});
        insert.exec();
        insert.reset();
    }
    if (batch.highest_entry() > read_last_entry_id(db))
        set(db, "last_entry_id", std::to_string(batch.highest_entry()));

    Statement touch(db, "UPDATE entries SET last_accessed_us = ?, access_count = ? WHERE id = ?");
    for (const auto& [id, use] : batch.uses()) {
        SqlValues(touch).integer(use.last_accessed_us).integer(use.access_count).integer(id);
        touch.exec();
        touch.reset();
    }
    Statement pin(db, "UPDATE entries SET pinned = ? WHERE id = ?");
    for (const auto& [id, pinned] : batch.pins()) {
        SqlValues(pin).integer(std::uint64_t{pinned}).integer(id);
        pin.exec();
        pin.reset();
    }
    return {};
}

// Flows

constexpr const char* insert_flow =
    "INSERT OR REPLACE INTO flows(id, time_us, verdict, dialect, path, model, client, prompt,"
    " answer_zstd, why, entry_id, distance, radius, bits, status, added_us, total_us, embed_us,"
    " lookup_ns, input_tokens, output_tokens, partition)"
    " VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* select_flows =
    "SELECT id, time_us, verdict, dialect, path, model, client, prompt, answer_zstd, why, entry_id,"
    " distance, radius, bits, status, added_us, total_us, embed_us, lookup_ns, input_tokens,"
    " output_tokens, partition FROM flows WHERE id < ? ORDER BY id DESC LIMIT ?";

Result<void> write_flows(SQLite::Database& db, const AnswerCodec& codec, const Pending& batch,
                         std::uint64_t kept) {
    if (batch.flows().empty())
        return {};
    Statement insert(db, insert_flow);
    for (const FlowRecord& flow : batch.flows()) {
        auto answer = codec.pack(flow.answer);
        if (!answer)
            return tl::unexpected(answer.error());
        SqlValues(insert)
            .integer(flow.id)
            .integer(flow.time_us)
            .text(flow.verdict)
            .text(flow.dialect)
            .text(flow.path)
            .text(flow.model)
            .text(flow.client)
            .text(flow.prompt)
            .blob(*answer)
            .text(flow.why)
            .optional(flow.entry_id)
            .optional(flow.distance)
            .integer(std::uint64_t{flow.radius})
            .integer(std::uint64_t{flow.bits})
            .integer(std::uint64_t{flow.status})
            .integer(std::uint64_t{flow.added_us})
            .integer(std::uint64_t{flow.total_us})
            .integer(std::uint64_t{flow.embed_us})
            .integer(std::uint64_t{flow.lookup_ns})
            .integer(flow.input_tokens)
            .integer(flow.output_tokens)
            .blob(std::span<const std::uint8_t>(flow.partition));
        insert.exec();
        insert.reset();
    }
    Statement drop(db, "DELETE FROM flows WHERE id <= (SELECT max(id) FROM flows) - ?");
    SqlValues(drop).integer(kept);
    drop.exec();
    return {};
}

} // namespace

Result<void> write_batch(SQLite::Database& db, const AnswerCodec& codec, const Pending& batch,
                         std::uint64_t kept_flows) {
    SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
    if (batch.encoder()) {
        if (read_encoder(db) != batch.encoder())
            forget_label_distances(db);
        write_encoder(db, *batch.encoder());
    }
    if (auto written = write_entries(db, codec, batch); !written)
        return written;
    if (batch.mean()) {
        const auto bytes = std::as_bytes(std::span(*batch.mean()));
        set(db, "mean_vector", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    if (auto written = write_flows(db, codec, batch, kept_flows); !written)
        return written;
    if (batch.clears_entries())
        drop_policy_memory(db);
    if (batch.policy_memory())
        write_policy_memory(db, *batch.policy_memory());
    write_labels(db, batch);
    write_ledger(db, batch.ledger());
    transaction.commit();
    return {};
}

Result<void> read_entries(SQLite::Database& db, const AnswerCodec& codec,
                          const std::function<void(EntryRecord&&)>& visit) {
    Statement select(db, select_entries);
    while (select.executeStep()) {
        EntryRecord entry;
        SqlColumns columns(select);
        entry.id = columns.count();
        const bool whole = read_digest(columns.blob(), entry.partition) &
                           read_digest(columns.blob(), entry.request_sha256) &
                           read_digest(columns.blob(), entry.embedding_sha256);
        entry.vector = values_of<std::int8_t>(columns.blob());
        entry.vector_scale = columns.real();
        entry.code = values_of<std::uint64_t>(columns.blob());
        entry.code_mean = columns.count();
        entry.prompt = columns.text();
        auto answer = codec.unpack(columns.blob());
        if (!whole || !answer)
            return fail(ErrorCode::wrong_format,
                        "entry " + std::to_string(entry.id) + " is damaged");
        entry.answer = std::move(*answer);
        entry.created_us = columns.integer();
        entry.expires_us = columns.optional<std::int64_t>();
        entry.last_accessed_us = columns.integer();
        entry.access_count = columns.count();
        entry.tokens = columns.number();
        entry.pinned = columns.integer() != 0;
        visit(std::move(entry));
    }
    return {};
}

Result<std::vector<FlowRecord>> read_flows(SQLite::Database& db, const AnswerCodec& codec,
                                           std::size_t limit, std::uint64_t before_id) {
    Statement select(db, select_flows);
    SqlValues(select).integer(before_id).integer(std::uint64_t{limit});
    std::vector<FlowRecord> flows;
    while (select.executeStep()) {
        FlowRecord flow;
        SqlColumns columns(select);
        flow.id = columns.count();
        flow.time_us = columns.integer();
        flow.verdict = columns.text();
        flow.dialect = columns.text();
        flow.path = columns.text();
        flow.model = columns.text();
        flow.client = columns.text();
        flow.prompt = columns.text();
        auto answer = codec.unpack(columns.blob());
        if (!answer)
            return fail(ErrorCode::wrong_format, "flow " + std::to_string(flow.id) + " is damaged");
        flow.answer = std::move(*answer);
        flow.why = columns.text();
        flow.entry_id = columns.optional<std::uint64_t>();
        flow.distance = columns.optional<unsigned>();
        flow.radius = columns.number();
        flow.bits = columns.number();
        flow.status = columns.number();
        flow.added_us = columns.number();
        flow.total_us = columns.number();
        flow.embed_us = columns.number();
        flow.lookup_ns = columns.number();
        flow.input_tokens = columns.count();
        flow.output_tokens = columns.count();
        (void)read_digest(columns.blob(), flow.partition); // empty: of before it was kept
        flows.push_back(std::move(flow));
    }
    return flows;
}

std::optional<EncoderRecord> read_encoder(SQLite::Database& db) {
    auto embedder = setting(db, "encoder.embedder");
    if (!embedder)
        return std::nullopt;
    return EncoderRecord{
        .embedder = std::move(*embedder),
        .dim = static_cast<unsigned>(number_setting(db, "encoder.dim")),
        .bits = static_cast<unsigned>(number_setting(db, "encoder.bits")),
        .seed = number_setting(db, "encoder.seed"),
        .matrix_sha256 = setting(db, "encoder.matrix_sha256").value_or(""),
    };
}

std::vector<float> read_mean(SQLite::Database& db) {
    return values_of<float>(setting(db, "mean_vector").value_or(""));
}

std::uint64_t read_last_entry_id(SQLite::Database& db) {
    return number_setting(db, "last_entry_id");
}

std::uint64_t read_last_flow_id(SQLite::Database& db) {
    return static_cast<std::uint64_t>(
        db.execAndGet("SELECT ifnull(max(id), 0) FROM flows").getInt64());
}

} // namespace bsc

#include "engine/store/label_rows.h"

#include "engine/store/sql_values.h"

#include <SQLiteCpp/Statement.h>
#include <algorithm>
#include <array>
#include <string>

namespace bsc {
namespace {

constexpr std::array<std::string_view, 3> word_names{"right", "wrong", "skip"};

/// Flows and entries go away in time; a label stays, so it takes along what it needs of them.
constexpr const char* insert_label =
    "INSERT OR REPLACE INTO labels(id, flow_id, entry_id, word, source, time_us, workload, prompt,"
    " match, distance, bits, chance, reach) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7,"
    " iif(?8 <> '', ?8, coalesce((SELECT prompt FROM flows WHERE id = ?2), '')),"
    " iif(?9 <> '', ?9, coalesce((SELECT prompt FROM entries WHERE id = ?3), '')),"
    " coalesce(?10, (SELECT distance FROM flows WHERE id = ?2)),"
    " iif(?11 <> 0, ?11, coalesce((SELECT bits FROM flows WHERE id = ?2), 0)), ?12,"
    " iif(?13 <> 0, ?13, coalesce((SELECT radius FROM flows WHERE id = ?2), 0))";

} // namespace

std::string_view name_of(LabelWord word) { return word_names[static_cast<std::size_t>(word)]; }

std::optional<LabelWord> label_word_of(std::string_view name) {
    const auto found = std::ranges::find(word_names, name);
    if (found == word_names.end())
        return std::nullopt;
    return static_cast<LabelWord>(found - word_names.begin());
}

void write_labels(SQLite::Database& db, const Pending& batch) {
    SQLite::Statement insert(db, insert_label);
    for (const LabelRecord& label : batch.labels()) {
        const std::string word(name_of(label.word));
        SqlValues(insert)
            .integer(label.id)
            .integer(label.flow_id)
            .integer(label.entry_id)
            .text(word)
            .text(label.source)
            .integer(label.time_us)
            .text(label.workload)
            .text(label.prompt)
            .text(label.match)
            .optional(label.distance)
            .integer(std::uint64_t{label.bits})
            .real(label.chance)
            .integer(std::uint64_t{label.reach});
        insert.exec();
        insert.reset();
    }
    SQLite::Statement erase(db, "DELETE FROM labels WHERE id = ?");
    for (const std::uint64_t id : batch.erased_labels()) {
        SqlValues(erase).integer(id);
        erase.exec();
        erase.reset();
    }
}

void forget_label_distances(SQLite::Database& db) {
    db.exec("UPDATE labels SET distance = NULL, chance = 0");
}

Result<std::vector<LabelRecord>> read_labels(SQLite::Database& db) {
    SQLite::Statement select(db, "SELECT id, flow_id, entry_id, word, source, time_us, workload,"
                                 " prompt, match, distance, bits, chance, reach FROM labels"
                                 " ORDER BY id");
    std::vector<LabelRecord> labels;
    while (select.executeStep()) {
        SqlColumns columns(select);
        LabelRecord label;
        label.id = columns.count();
        label.flow_id = columns.count();
        label.entry_id = columns.count();
        const auto word = label_word_of(columns.text());
        if (!word)
            return fail(ErrorCode::wrong_format,
                        "label " + std::to_string(label.id) + " is damaged");
        label.word = *word;
        label.source = columns.text();
        label.time_us = columns.integer();
        label.workload = columns.text();
        label.prompt = columns.text();
        label.match = columns.text();
        label.distance = columns.optional<unsigned>();
        label.bits = columns.number();
        label.chance = columns.real();
        label.reach = columns.number();
        labels.push_back(std::move(label));
    }
    return labels;
}

std::vector<EntryWords> read_entry_words(SQLite::Database& db) {
    SQLite::Statement select(
        db, "SELECT entry_id, sum(word = 'right'), sum(word = 'wrong') FROM labels WHERE id IN"
            " (SELECT max(id) FROM labels WHERE flow_id <> 0 AND entry_id <> 0 GROUP BY flow_id)"
            " GROUP BY entry_id");
    std::vector<EntryWords> words;
    while (select.executeStep()) {
        SqlColumns columns(select);
        EntryWords& of_entry = words.emplace_back();
        of_entry.entry_id = columns.count();
        of_entry.right = columns.number();
        of_entry.wrong = columns.number();
    }
    return words;
}

bool has_labels(SQLite::Database& db) {
    return db.execAndGet("SELECT count(*) FROM pragma_table_info('labels') WHERE name = 'word'")
               .getInt() == 1;
}

std::uint64_t read_last_label_id(SQLite::Database& db) {
    return static_cast<std::uint64_t>(
        db.execAndGet("SELECT ifnull(max(id), 0) FROM labels").getInt64());
}

} // namespace bsc

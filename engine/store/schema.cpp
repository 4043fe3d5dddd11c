#include "engine/store/schema.h"

namespace bsc {
namespace {

constexpr const char* steps[] = {
    // 1: the cache itself
    R"sql(
CREATE TABLE settings(
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE entries(
    id               INTEGER PRIMARY KEY,
    partition        BLOB    NOT NULL,
    request_sha256   BLOB    NOT NULL,
    embedding_sha256 BLOB    NOT NULL,
    vector           BLOB    NOT NULL,
    vector_scale     REAL    NOT NULL,
    code             BLOB    NOT NULL,
    code_mean        INTEGER NOT NULL,
    prompt           TEXT    NOT NULL,
    answer_zstd      BLOB    NOT NULL,
    created_us       INTEGER NOT NULL,
    expires_us       INTEGER,
    last_accessed_us INTEGER NOT NULL,
    access_count     INTEGER NOT NULL
);
)sql",
    // 2: what went through the proxy, and what people said of it
    R"sql(
CREATE TABLE flows(
    id            INTEGER PRIMARY KEY,
    time_us       INTEGER NOT NULL,
    verdict       TEXT    NOT NULL,
    dialect       TEXT    NOT NULL,
    path          TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    client        TEXT    NOT NULL,
    prompt        TEXT    NOT NULL,
    answer_zstd   BLOB    NOT NULL,
    why           TEXT    NOT NULL,
    entry_id      INTEGER,
    distance      INTEGER,
    radius        INTEGER NOT NULL,
    bits          INTEGER NOT NULL,
    status        INTEGER NOT NULL,
    added_us      INTEGER NOT NULL,
    total_us      INTEGER NOT NULL,
    embed_us      INTEGER NOT NULL,
    lookup_ns     INTEGER NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL
);

CREATE TABLE labels(
    flow_id  INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    right    INTEGER NOT NULL,
    source   TEXT    NOT NULL,
    time_us  INTEGER NOT NULL,
    PRIMARY KEY(flow_id, entry_id, source)
) WITHOUT ROWID;
)sql",
    // 3: tokens by day, so that any price table can be applied later
    R"sql(
CREATE TABLE ledger(
    day                INTEGER NOT NULL,
    kind               TEXT    NOT NULL,
    model              TEXT    NOT NULL,
    usage_known        INTEGER NOT NULL,
    input_tokens       INTEGER NOT NULL,
    output_tokens      INTEGER NOT NULL,
    cache_read_tokens  INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    embedding_model    TEXT    NOT NULL,
    answers            INTEGER NOT NULL,
    embedded_bytes     INTEGER NOT NULL,
    PRIMARY KEY(day, kind, model, usage_known, input_tokens, output_tokens, cache_read_tokens,
                cache_write_tokens, embedding_model)
) WITHOUT ROWID;
)sql",
    // 4: saved workloads, and what was run on them
    R"sql(
CREATE TABLE workloads(
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    note         TEXT    NOT NULL,
    created_us   INTEGER NOT NULL,
    ready        INTEGER NOT NULL,
    removed      INTEGER NOT NULL,
    requests     INTEGER NOT NULL,
    labelled     INTEGER NOT NULL,
    timed        INTEGER NOT NULL,
    span_seconds REAL    NOT NULL
);
CREATE UNIQUE INDEX workload_names ON workloads(name) WHERE ready AND NOT removed;

CREATE TABLE workload_rows(
    workload      INTEGER NOT NULL,
    row           INTEGER NOT NULL,
    arrival       REAL,
    prompt        TEXT    NOT NULL,
    class         TEXT,
    source        TEXT    NOT NULL,
    partition     TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    input_tokens  INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    PRIMARY KEY(workload, row)
) WITHOUT ROWID;

CREATE TABLE runs(
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    workload    TEXT    NOT NULL,
    started_us  INTEGER NOT NULL,
    finished_us INTEGER,
    machine     TEXT    NOT NULL,
    settings    TEXT    NOT NULL
);

CREATE TABLE run_parts(
    run    INTEGER NOT NULL,
    part   INTEGER NOT NULL,
    key    TEXT    NOT NULL,
    state  TEXT    NOT NULL,
    result TEXT    NOT NULL,
    error  TEXT    NOT NULL,
    PRIMARY KEY(run, key)
) WITHOUT ROWID;
)sql",
    // 5: what an eviction policy reckons with
    R"sql(
ALTER TABLE entries ADD COLUMN tokens INTEGER NOT NULL DEFAULT 0;

CREATE TABLE policy_memory(
    policy    TEXT    NOT NULL,
    code_mean INTEGER NOT NULL,
    memory    BLOB    NOT NULL,
    sha256    BLOB    NOT NULL
);
)sql",
    // 6: how large a workload is, and which one others are held against
    R"sql(
ALTER TABLE workloads ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workloads ADD COLUMN baseline INTEGER NOT NULL DEFAULT 0;
UPDATE workloads SET bytes = (SELECT coalesce(sum(length(CAST(prompt AS BLOB)) +
    length(CAST(coalesce(class, '') AS BLOB)) + length(source) + length(partition) + length(model)), 0)
    FROM workload_rows WHERE workload = id);
)sql",
    // 7: labels on any pair of prompts, and what tells pairs apart
    R"sql(
ALTER TABLE flows ADD COLUMN partition BLOB NOT NULL DEFAULT x'';

ALTER TABLE labels RENAME TO hit_labels;
CREATE TABLE labels(
    id       INTEGER PRIMARY KEY,
    flow_id  INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    word     TEXT    NOT NULL,
    source   TEXT    NOT NULL,
    time_us  INTEGER NOT NULL,
    workload TEXT    NOT NULL,
    prompt   TEXT    NOT NULL,
    match    TEXT    NOT NULL,
    distance INTEGER,
    bits     INTEGER NOT NULL,
    chance   REAL    NOT NULL,
    reach    INTEGER NOT NULL
);
INSERT INTO labels(flow_id, entry_id, word, source, time_us, workload, prompt, match, distance,
                   bits, chance, reach)
    SELECT flow_id, hit_labels.entry_id, CASE WHEN right THEN 'right' ELSE 'wrong' END, source,
           hit_labels.time_us, '', coalesce(flows.prompt, ''), coalesce(entries.prompt, ''),
           distance, coalesce(bits, 0), source = 'workload', coalesce(radius, 0)
    FROM hit_labels LEFT JOIN flows ON flows.id = flow_id
                    LEFT JOIN entries ON entries.id = hit_labels.entry_id
    ORDER BY hit_labels.time_us, flow_id;
DROP TABLE hit_labels;
)sql",
    // 8: entries a person wants kept
    R"sql(
ALTER TABLE entries ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
)sql",
    // 9: deleted runs that can be brought back
    R"sql(
ALTER TABLE runs ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
)sql",
};

} // namespace

std::span<const char* const> schema_steps() { return steps; }

} // namespace bsc

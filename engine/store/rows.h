#pragma once

#include "engine/base/result.h"
#include "engine/store/answer_codec.h"
#include "engine/store/pending.h"
#include "engine/store/records.h"

#include <SQLiteCpp/Database.h>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// Records to rows and back. All throw SQLite::Exception when SQLite fails; what a row holds that
/// this program cannot have written comes back as wrong_format.

/// One transaction. Of the flows, the newest `kept_flows` stay. Errors: of the codec.
Result<void> write_batch(SQLite::Database& db, const AnswerCodec& codec, const Pending& batch,
                         std::uint64_t kept_flows);

Result<void> read_entries(SQLite::Database& db, const AnswerCodec& codec,
                          const std::function<void(EntryRecord&&)>& visit);
/// Newest first, at most `limit`, ids below `before_id`.
Result<std::vector<FlowRecord>> read_flows(SQLite::Database& db, const AnswerCodec& codec,
                                           std::size_t limit, std::uint64_t before_id);

std::optional<EncoderRecord> read_encoder(SQLite::Database& db);
std::vector<float> read_mean(SQLite::Database& db);
std::uint64_t read_last_entry_id(SQLite::Database& db);
std::uint64_t read_last_flow_id(SQLite::Database& db);

} // namespace bsc

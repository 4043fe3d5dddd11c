#pragma once

#include "engine/replay/import/import_source.h"

#include <boost/json/object.hpp>

namespace bsc {

/// The row of a request to /v1/chat/completions, /v1/completions, /v1/responses or /v1/messages:
/// the last user turn is the prompt, what comes before it (system texts, earlier turns) the
/// partition.
ImportedRow row_of_chat(const boost::json::object& request);

/// Tokens of a response's "usage", in the names of either API.
void add_usage(WorkloadRow& row, const boost::json::object& response);

} // namespace bsc

#pragma once

#include "engine/replay/workload.h"
#include "engine/traffic/http_load.h"

namespace bsc {

/// A row as an OpenAI chat request of one turn; its partition becomes the namespace, its class is
/// told.
LoadRequest chat_request_of(const WorkloadRow& row, std::uint64_t id, const char* client);

} // namespace bsc

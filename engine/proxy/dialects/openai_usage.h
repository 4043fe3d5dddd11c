#pragma once

#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/dialects/usage.h"
#include "engine/proxy/json/json.h"
#include "engine/proxy/json/raw_json.h"

#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// Usage numbers as OpenAI's chat, legacy completions and embeddings tell them.

std::optional<Usage> openai_usage_of(const json::object& answer);

/// Whether an answer without usage numbers would be incomplete: each but a stream that did not ask
/// for them.
bool wants_usage(const RawJson& root, bool stream);

/// The body of a streaming request with stream_options.include_usage put in and every other byte
/// kept; nothing when the client asks for usage itself, or has said that it wants none.
std::optional<std::string> with_usage_option(std::string_view body, const ApiRequest& request);

/// Whether the data of an event is the extra chunk that include_usage brings: no choices, usage.
bool is_usage_chunk(std::string_view data);

} // namespace bsc

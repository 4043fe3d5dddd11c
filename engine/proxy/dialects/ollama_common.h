#pragma once

#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/dialects/usage.h"
#include "engine/proxy/json/json.h"
#include "engine/proxy/json/raw_json.h"

#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// What Ollama's endpoints have in common.

/// Why a request without any prompt goes past the cache.
inline constexpr std::string_view loads_a_model = "loads a model";

/// Reads model, stream (on unless told otherwise) and options, and takes what cannot change the
/// answer out of the key.
ApiRequest read_ollama(RawJson& root);

/// Notes that the object carries images.
void read_images(const RawJson& object, RequestTraits& traits);

/// Nothing when the answer holds no count.
std::optional<Usage> ollama_usage_of(const json::object& answer);

/// Why an answer of a model must not be stored, as far as its end tells; empty when it may.
std::string why_not_ended(const json::object& answer);

/// The time, as in `created_at`.
std::string ollama_time();

} // namespace bsc

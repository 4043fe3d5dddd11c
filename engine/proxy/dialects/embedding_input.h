#pragma once

#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/json/raw_json.h"

namespace bsc {

/// Takes the whole input of an embeddings request (one text, several, or tokens) into the request's
/// key, in order. Its beginning is the prompt that is shown.
void take_input(RawJson& root, ApiRequest& request);

} // namespace bsc

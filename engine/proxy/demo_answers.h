#pragma once

#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/json/json.h"
#include "engine/proxy/routes.h"

#include <string_view>

namespace bsc {

/// What the demo upstream answers at a cached route, in that API's shape; empty where it does not
/// answer.
json::object demo_answer_at(const Route& route, const ApiRequest& request, std::string_view text);

} // namespace bsc

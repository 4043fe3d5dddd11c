#pragma once

#include "engine/base/result.h"
#include "engine/proxy/prices.h"

#include <string_view>
#include <vector>

namespace bsc {

/// Reads a price table: our JSON, {"as_of", "currency": "USD", "models": [{"match", "in", "out",
/// "cache_read", "cache_write", "tiers": [{"over_input_tokens", "in", "out"}], "from", "as_of",
/// "source"}]} with USD per million tokens, or litellm's, an object of models with
/// *_cost_per_token. Errors: wrong_format, naming the row.
Result<std::vector<ModelPrice>> read_price_rows(std::string_view json);

} // namespace bsc

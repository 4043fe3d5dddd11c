#pragma once

#include "engine/proxy/json/json.h"

#include <string_view>
#include <vector>

namespace bsc {

/// Merges a partial object into what was collected so far: strings append, arrays merge by the
/// elements' `index` (without one they append), objects merge, everything else replaces; null
/// replaces nothing. Names, roles, types and ids are told whole and replace.
void merge_delta(json::object& collected, const json::object& delta);

/// The element of `array` whose `index` is that of `delta`, added when it is not there; null when
/// `delta` has no index.
json::object* element_of_index(json::array& array, const json::object& delta);

/// Cuts text into at most a dozen pieces for a replayed stream, never inside a character. An empty
/// text has no pieces.
std::vector<std::string_view> pieces_of(std::string_view text);

} // namespace bsc

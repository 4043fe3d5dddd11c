#pragma once

#include "engine/proxy/json/json.h"

namespace bsc {

/// An embedding in the two forms APIs tell it in. It is kept as base64 of little-endian float32: a
/// third of the size of numbers, and what the SDKs ask for.

/// Turns a list of numbers into base64 in place; base64 stays. False when it is neither, empty,
/// or not finite.
bool to_base64(json::value& vector);

/// Turns base64 into a list of numbers, each the shortest that gives the same float32. Anything
/// else stays.
void to_numbers(json::value& vector);

} // namespace bsc

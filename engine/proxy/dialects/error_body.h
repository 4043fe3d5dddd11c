#pragma once

#include "engine/proxy/events.h"

#include <string>
#include <string_view>

namespace bsc {

/// The body of an error this proxy makes itself, in the provider's shape.
std::string error_body(Dialect dialect, unsigned status, std::string_view text);

/// Header in which the provider names a request; empty when it does not name any.
std::string_view request_id_header(Dialect dialect);

} // namespace bsc

#pragma once

#include "engine/proxy/http/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// Loopback is shared by all users of a machine. A proxy that asks for its local token serves only
/// programs whose user may read it.

/// The header that carries it; never forwarded.
inline constexpr std::string_view local_token_header = "x-bsc-token";

/// The token of an installation: 32 hex digits, from which its secret cannot be told.
std::string local_token_of(std::string_view secret);

/// 401 when the request does not show `token`; an empty one asks for nothing. Compares in constant
/// time.
std::optional<Refusal> check_local_token(const HttpRequest& head, std::string_view token);

} // namespace bsc

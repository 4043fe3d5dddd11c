#pragma once

#include "engine/proxy/http/message.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace bsc {

/// What a request must be before anything looks at it: reject, never repair. Together with the
/// parser's own checks these close request smuggling (RFC 9112, section 11.2), DNS rebinding,
/// requests from web pages, and path tricks.

inline constexpr std::size_t max_header_bytes = 64 * 1024;
inline constexpr std::size_t max_header_fields = 100;

/// The bytes of a request's head: no folded lines, no control characters, ASCII request line.
std::optional<Refusal> check_head_bytes(std::string_view head);

/// Framing, target, Host (this machine by a loopback name, with `port`), Origin and Sec-Fetch-Site.
std::optional<Refusal> check_request(const HttpRequest& head, std::uint16_t port);

} // namespace bsc

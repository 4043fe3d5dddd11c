#pragma once

#include "engine/proxy/dialects/endpoint.h"
#include "engine/proxy/dialects/stream_form.h"
#include "engine/proxy/events.h"
#include "engine/proxy/http/message.h"

#include <cstdint>
#include <string_view>

namespace bsc {

/// What the cache does with the answers of a path.
enum class CacheMode : std::uint8_t {
    pass,     ///< nothing: the request goes straight through and is never stored
    exact,    ///< an equal request gets the stored answer
    semantic, ///< so does one that means the same
};

/// One row of the proxy's table of paths.
struct Route {
    std::string_view method; ///< "*": any
    std::string_view path;   ///< with a '*' at its end: every path that begins so
    Dialect dialect;         ///< `other`: that of the client, see dialect_of()
    CacheMode cache;
    StreamForm stream;
    const Endpoint* endpoint; ///< null: the path is not read
};

/// The first row for this method and path (without query); null when the proxy does not serve it.
const Route* find_route(std::string_view method, std::string_view path);

/// Whose API a request speaks: its route's, else, where OpenAI and Anthropic share the path,
/// Anthropic's when the client names that API's version.
Dialect dialect_of(std::string_view method, std::string_view path, const Headers& headers);

} // namespace bsc

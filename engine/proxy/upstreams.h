#pragma once

#include "engine/base/result.h"
#include "engine/proxy/events.h"
#include "engine/proxy/http/message.h"
#include "engine/proxy/http/url.h"
#include "engine/proxy/proxy.h"

#include <string>

namespace bsc {

/// Where one dialect's requests go, and what their cache entries are kept apart by.
struct Upstream {
    Origin origin;
    std::string id; ///< enters the partition key
    bool demo = false;
};

/// The upstreams of one setting.
struct UpstreamTable {
    Upstream openai, anthropic, ollama;

    const Upstream& of(Dialect dialect) const {
        return dialect == Dialect::anthropic ? anthropic
               : dialect == Dialect::ollama  ? ollama
                                             : openai;
    }
};

/// Errors: invalid_argument.
Result<UpstreamTable> make_upstream_table(const Upstreams& upstreams);
/// Every API at the demo upstream on this port.
UpstreamTable make_demo_table(std::uint16_t port);

/// What goes to an upstream: without connection-level fields, framing, Host and what is meant for
/// the cache.
Headers upstream_headers(const Headers& client);
/// What goes back to the client: without connection-level fields and framing.
Headers client_headers(const Headers& upstream);

} // namespace bsc

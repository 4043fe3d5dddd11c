#pragma once

#include "engine/proxy/http/server.h"
#include "engine/proxy/http/upstream.h"

#include <functional>
#include <string>
#include <string_view>

namespace bsc {

/// Calls `gone` when the client leaves, for as long as it lives: an answer nobody waits for costs
/// money.
class ClientWatch {
  public:
    ClientWatch(ClientConnection& client, std::function<void()> gone) : client_(client) {
        client_.watch(std::move(gone));
    }
    ~ClientWatch() { client_.unwatch(); }
    ClientWatch(const ClientWatch&) = delete;
    ClientWatch& operator=(const ClientWatch&) = delete;

  private:
    ClientConnection& client_;
};

/// HTTP status that a failed upstream gives: 504 when it was silent, else 502; 499 for a client
/// that left (nginx's number; it is only recorded, nobody is there to read it).
unsigned status_of(UpstreamError::Kind kind);

/// Whether this failure means that no request gets through.
bool is_down(UpstreamError::Kind kind);

/// Tells the client that the upstream failed: an error reply with `headers`, or, when bytes of the
/// answer went out already, a connection closed without an end.
asio::awaitable<void> tell_failure(ClientConnection& client, const UpstreamError& error,
                                   const Headers& headers);

/// Sends a response on as it comes, after `first`, which was read before. Empty, or the error that
/// cut it short; the client's connection is closed then.
asio::awaitable<std::optional<UpstreamError>> relay(UpstreamExchange& exchange,
                                                    ClientConnection& client, unsigned status,
                                                    const Headers& headers, std::string_view first);

} // namespace bsc

#pragma once

#include "engine/proxy/http/body_source.h"
#include "engine/proxy/http/deadline.h"
#include "engine/proxy/http/message.h"
#include "engine/proxy/http/transport.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

struct UpstreamTimeouts {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds first_byte{600'000}; ///< reasoning models are silent for minutes
    std::chrono::milliseconds between_bytes{600'000};
    std::chrono::milliseconds idle{30'000}; ///< of a kept connection: below the usual server's
};

struct UpstreamError {
    enum class Kind {
        unreachable,
        misconfigured, ///< trying again will not help: no such host, certificate; no key was sent
        timeout,
        cut,       ///< the connection ended inside the response
        malformed, ///< not an HTTP response that may be relayed
        cancelled,
    };
    Kind kind;
    std::string text; ///< a sentence that names the upstream
};

template <class T>
using UpstreamResult = tl::expected<T, UpstreamError>;

class UpstreamPool;

/// One request to an upstream and its response. Destroying it before the body's end closes the
/// connection.
///
/// Threads: the io thread only.
class UpstreamExchange {
  public:
    UpstreamExchange(UpstreamPool& pool, Origin origin);
    ~UpstreamExchange();

    /// Sends the request; `target` and `headers` go out as they are, framing is added. A kept
    /// connection that turns out dead before any byte came back is replaced once.
    asio::awaitable<UpstreamResult<HttpResponseHead>> send(std::string_view method,
                                                           std::string_view target,
                                                           const Headers& headers,
                                                           std::string_view body);
    /// The same with a body that is passed on while it comes, `length` bytes or chunks. Goes out on
    /// a fresh connection, as it could not be sent twice. What `body` refuses ends as `cancelled`.
    asio::awaitable<UpstreamResult<HttpResponseHead>> send(std::string_view method,
                                                           std::string_view target,
                                                           const Headers& headers, BodySource& body,
                                                           std::optional<std::uint64_t> length);
    /// The next bytes of the body, valid until the next call; empty at its end.
    asio::awaitable<UpstreamResult<std::string_view>> read();
    /// Length of the body when the upstream has told it.
    std::optional<std::uint64_t> content_length() const;
    /// False when only the end of the connection ends the body, which a cut cannot be told from.
    bool has_framed_end() const;
    /// From elsewhere on the io thread: the pending call ends with `cancelled`.
    void cancel();

  private:
    std::string head_of(std::string_view method, std::string_view target, const Headers& headers);

    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Kept connections to the upstreams, newest first.
///
/// Threads: the io thread only.
class UpstreamPool {
  public:
    UpstreamPool(asio::io_context& io, DeadlineClock& clock, asio::ssl::context tls,
                 UpstreamTimeouts timeouts);
    ~UpstreamPool();

    std::unique_ptr<Transport> take(const Origin& origin); ///< null when none is kept
    void give_back(const Origin& origin, std::unique_ptr<Transport> transport);
    void clear() { kept_.clear(); }
    /// No request goes out any more.
    void close();
    bool is_closed() const { return closed_; }

    asio::io_context& io() { return io_; }
    DeadlineClock& clock() { return clock_; }
    asio::ssl::context& tls() { return tls_; }
    const UpstreamTimeouts& timeouts() const { return timeouts_; }

  private:
    struct Kept {
        std::string origin;
        std::unique_ptr<Transport> transport;
        std::chrono::steady_clock::time_point since;
    };
    asio::io_context& io_;
    DeadlineClock& clock_;
    asio::ssl::context tls_;
    UpstreamTimeouts timeouts_;
    std::vector<Kept> kept_;
    bool closed_ = false;
};

} // namespace bsc

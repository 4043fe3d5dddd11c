#pragma once

#include "engine/proxy/http/asio.h"
#include "engine/proxy/http/url.h"

#include <boost/asio/ssl/context.hpp>

#include <memory>
#include <string>
#include <tuple>

namespace bsc {

using IoResult = std::tuple<IoError, std::size_t>;

/// A byte stream to an upstream: TCP, or TLS over it.
class Transport {
  public:
    virtual ~Transport() = default;
    virtual asio::awaitable<IoResult> read_some(asio::mutable_buffer into) = 0;
    virtual asio::awaitable<IoResult> write(asio::const_buffer head, asio::const_buffer body) = 0;
    /// Whether an idle connection is still open and quiet, so that a request may go out on it.
    virtual bool is_reusable() = 0;
    /// Pending operations end with an error.
    virtual void close() = 0;
};

/// Certificate checks against the system's store (or SSL_CERT_FILE, SSL_CERT_DIR), TLS 1.2 or
/// newer.
Result<asio::ssl::context> make_tls_context();

struct ConnectError {
    bool permanent =
        false; ///< trying again will not help: no such host, certificate, no TLS server
    std::string text;
};

/// A connection being made: cancel() from elsewhere on the io thread ends it.
class Connector {
  public:
    explicit Connector(asio::io_context& io) : resolver_(io), socket_(io) {}

    /// Resolves, tries all addresses, and for TLS shakes hands with the host's name verified.
    asio::awaitable<tl::expected<std::unique_ptr<Transport>, ConnectError>>
    connect(const Origin& origin, asio::ssl::context& tls);
    void cancel();

  private:
    asio::awaitable<tl::expected<std::unique_ptr<Transport>, ConnectError>>
    shake_hands(const Origin& origin, asio::ssl::context& tls);

    tcp::resolver resolver_;
    tcp::socket socket_;
    Transport* shaking_hands_ = nullptr;
    bool cancelled_ = false;
};

} // namespace bsc

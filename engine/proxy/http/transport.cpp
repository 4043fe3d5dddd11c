#include "engine/proxy/http/transport.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <sys/socket.h>
#include <vector>

namespace bsc {

namespace {

/// Nothing to read and not closed.
bool is_quiet(tcp::socket& socket) {
    char byte;
    const ssize_t got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

template <class Stream>
class StreamTransport final : public Transport {
  public:
    template <class... Arguments>
    explicit StreamTransport(Arguments&&... arguments)
        : stream_(std::forward<Arguments>(arguments)...) {}

    asio::awaitable<IoResult> read_some(asio::mutable_buffer into) override {
        co_return co_await stream_.async_read_some(into, use_tuple);
    }
    asio::awaitable<IoResult> write(asio::const_buffer head, asio::const_buffer body) override {
        const std::array buffers{head, body};
        co_return co_await asio::async_write(stream_, buffers, use_tuple);
    }
    bool is_reusable() override { return is_quiet(socket()); }
    void close() override {
        IoError ignored;
        socket().close(ignored);
    }
    Stream& stream() { return stream_; }

  private:
    tcp::socket& socket() {
        if constexpr (std::is_same_v<Stream, tcp::socket>)
            return stream_;
        else
            return stream_.next_layer();
    }
    Stream stream_;
};

using TlsStream = asio::ssl::stream<tcp::socket>;

bool is_address(const std::string& host) {
    IoError error;
    asio::ip::make_address(host, error);
    return !error;
}

tl::unexpected<ConnectError> refuse(bool permanent, std::string text) {
    return tl::unexpected<ConnectError>(ConnectError{permanent, std::move(text)});
}

} // namespace

Result<asio::ssl::context> make_tls_context() {
    asio::ssl::context context(asio::ssl::context::tls_client);
    IoError error;
    context.set_default_verify_paths(error);
    if (error)
        return fail(ErrorCode::io,
                    "The system's certificates cannot be read: " + error.message() + ".");
    context.set_verify_mode(asio::ssl::verify_peer);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    static constexpr unsigned char http_1_1[] = "\x08http/1.1";
    SSL_CTX_set_alpn_protos(context.native_handle(), http_1_1, sizeof http_1_1 - 1);
    return context;
}

asio::awaitable<tl::expected<std::unique_ptr<Transport>, ConnectError>>
Connector::connect(const Origin& origin, asio::ssl::context& tls) {
    const auto [resolve_error, addresses] =
        co_await resolver_.async_resolve(origin.host, origin.port, use_tuple);
    if (cancelled_)
        co_return refuse(false, "the attempt was given up");
    if (resolve_error)
        co_return refuse(resolve_error == asio::error::host_not_found,
                         "the name '" + origin.host +
                             "' was not found: " + resolve_error.message());
    std::vector<tcp::endpoint> allowed;
    for (const auto& found : addresses)
        if (origin.may_connect(found.endpoint().address()))
            allowed.push_back(found.endpoint());
    if (allowed.empty())
        co_return refuse(true, "the name '" + origin.host + "' leads to an address that is " +
                                   (origin.loopback_only ? "not this machine's" : "link-local"));
    const auto [connect_error, address] = co_await asio::async_connect(socket_, allowed, use_tuple);
    if (cancelled_)
        co_return refuse(false, "the attempt was given up");
    if (connect_error)
        co_return refuse(false, connect_error.message());
    IoError ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    if (!origin.tls)
        co_return std::make_unique<StreamTransport<tcp::socket>>(std::move(socket_));
    co_return co_await shake_hands(origin, tls);
}

asio::awaitable<tl::expected<std::unique_ptr<Transport>, ConnectError>>
Connector::shake_hands(const Origin& origin, asio::ssl::context& tls) {
    auto transport = std::make_unique<StreamTransport<TlsStream>>(std::move(socket_), tls);
    TlsStream& stream = transport->stream();
    IoError error;
    if (!is_address(origin.host))
        SSL_set_tlsext_host_name(stream.native_handle(), origin.host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(origin.host), error);
    if (error)
        co_return refuse(true, error.message());
    shaking_hands_ = transport.get();
    std::tie(error) = co_await stream.async_handshake(TlsStream::client, use_tuple);
    shaking_hands_ = nullptr;
    if (error)
        co_return refuse(!cancelled_, "TLS: " + error.message());
    co_return std::move(transport);
}

void Connector::cancel() {
    cancelled_ = true;
    resolver_.cancel();
    IoError ignored;
    socket_.close(ignored);
    if (shaking_hands_)
        shaking_hands_->close();
}

} // namespace bsc

#include "engine/proxy/http/server.h"

#include <boost/asio/ip/v6_only.hpp>

namespace bsc {

namespace {

asio::awaitable<void> serve(std::shared_ptr<ClientConnection> connection) {
    try {
        co_await connection->run();
    } catch (const std::exception&) {
        connection->cut(); // out of memory and the like: this client only
    }
}

} // namespace

HttpServer::HttpServer(asio::io_context& io, DeadlineClock& clock, ServerLimits limits,
                       HttpHandler& handler, std::atomic<std::uint32_t>* count)
    : io_(io), clock_(clock), limits_(limits), handler_(handler), count_(count) {}

HttpServer::~HttpServer() {
    for (const auto& acceptor : acceptors_) {
        IoError ignored;
        acceptor->close(ignored);
    }
}

Result<void> HttpServer::bind(const asio::ip::address& address, std::uint16_t port) {
    auto acceptor = std::make_shared<tcp::acceptor>(io_);
    const tcp::endpoint endpoint(address, port);
    IoError error;
    acceptor->open(endpoint.protocol(), error);
    if (!error)
        acceptor->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error && address.is_v6())
        acceptor->set_option(asio::ip::v6_only(true), error);
    if (!error)
        acceptor->bind(endpoint, error);
    if (!error)
        acceptor->listen(asio::socket_base::max_listen_connections, error);
    if (error == asio::error::address_in_use)
        return fail(ErrorCode::busy, "Port " + std::to_string(port) + " is in use.");
    if (error)
        return fail(ErrorCode::io, "Cannot listen on " + address.to_string() + " port " +
                                       std::to_string(port) + ": " + error.message() + ".");
    port_ = acceptor->local_endpoint().port();
    acceptors_.push_back(acceptor);
    return {};
}

Result<std::uint16_t> HttpServer::listen(const std::string& host, std::uint16_t port) {
    IoError error;
    const bool both = host == "localhost";
    const auto address = asio::ip::make_address(both ? "127.0.0.1" : host, error);
    if (error || !address.is_loopback())
        return fail(
            ErrorCode::invalid_argument,
            "The proxy listens on this machine only: use 127.0.0.1, ::1 or localhost, not '" +
                host + "'.");
    if (auto bound = bind(address, port); !bound)
        return tl::unexpected(bound.error());
    if (both) {
        // Not every machine has IPv6; but a port held by another there would split "localhost".
        const auto second = bind(asio::ip::address_v6::loopback(), port_);
        if (!second && second.error().code == ErrorCode::busy) {
            acceptors_.clear();
            return tl::unexpected(second.error());
        }
    }
    for (const auto& acceptor : acceptors_)
        asio::co_spawn(io_, accept(acceptor), asio::detached);
    return port_;
}

asio::awaitable<void> HttpServer::accept(std::shared_ptr<tcp::acceptor> acceptor) {
    asio::steady_timer pause(io_);
    while (acceptor->is_open()) {
        auto [error, socket] = co_await acceptor->async_accept(use_tuple);
        if (!acceptor->is_open())
            break;
        if (error || (connections_.size() >= limits_.max_connections && !make_room())) {
            // Out of descriptors or connections: give others the time to end.
            pause.expires_after(std::chrono::milliseconds(50));
            co_await pause.async_wait(use_tuple);
            continue;
        }
        IoError ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        auto connection = std::make_shared<ClientConnection>(*this, std::move(socket));
        asio::co_spawn(io_, serve(std::move(connection)), asio::detached);
    }
}

bool HttpServer::make_room() {
    ClientConnection* longest = nullptr;
    for (ClientConnection* connection : connections_)
        if (connection->is_open() && connection->waiting_since_ != DeadlineClock::Time::max() &&
            (!longest || connection->waiting_since_ < longest->waiting_since_))
            longest = connection;
    if (longest)
        longest->cut();
    return longest != nullptr;
}

void HttpServer::close() {
    closing_ = true;
    for (const auto& acceptor : acceptors_) {
        IoError ignored;
        acceptor->close(ignored);
    }
    acceptors_.clear();
    for (ClientConnection* connection : connections_)
        if (!connection->busy_)
            connection->cut();
}

void HttpServer::abort() {
    for (ClientConnection* connection : connections_)
        connection->cut();
}

} // namespace bsc

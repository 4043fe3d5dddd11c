#pragma once

#include "engine/proxy/http/server.h"
#include "engine/proxy/routes.h"

namespace bsc {

/// A stand-in for both providers, in process on a loopback port of its own, so that everything can
/// be tried without a key: the real wire formats, streams, usage numbers and a model's delays.
/// Every answer begins with "[demo]" and carries x-bsc-demo: 1.
///
/// Threads: the io thread only.
class DemoUpstream final : public HttpHandler {
  public:
    /// `latency` scales its delays: 1 is a model's 250 to 900 ms before the first token; 0: none.
    DemoUpstream(asio::io_context& io, DeadlineClock& clock, double latency);

    Result<std::uint16_t> listen() { return server_.listen("127.0.0.1", 0); }
    std::uint16_t port() const { return server_.port(); }
    void close() { server_.close(); }
    void abort() { server_.abort(); }

    asio::awaitable<void> answer(HttpRequest& request, ClientConnection& client) override;
    std::string error_body(const HttpRequest& request, unsigned status,
                           std::string_view text) const override;
    void refused(const HttpRequest&, const Refusal&) override {}

  private:
    asio::awaitable<void> answer_cached(const Route& route, const HttpRequest& request,
                                        ClientConnection& client);
    asio::awaitable<void> wait(double milliseconds);

    asio::io_context& io_;
    const double latency_;
    IdSource ids_;
    HttpServer server_;
};

} // namespace bsc

#pragma once

#include "engine/proxy/http/server.h"
#include "engine/proxy/proxy_context.h"
#include "engine/proxy/routes.h"
#include "engine/proxy/upstreams.h"

namespace bsc {

/// Sends each request where the table of routes says: through the cache, or straight through.
///
/// Threads: the io thread only.
class Gateway final : public HttpHandler {
  public:
    Gateway(ProxyContext& context, UpstreamTable upstreams)
        : context_(context), upstreams_(std::move(upstreams)) {}

    /// For requests from now on.
    void set_upstreams(UpstreamTable upstreams) { upstreams_ = std::move(upstreams); }

    asio::awaitable<void> answer(HttpRequest& request, ClientConnection& client) override;
    bool passes_body_on(const HttpRequest& head) const override;
    std::string error_body(const HttpRequest& request, unsigned status,
                           std::string_view text) const override;
    void refused(const HttpRequest& head, const Refusal& refusal) override;

  private:
    asio::awaitable<void> pass_through(const HttpRequest& request, ClientConnection& client);
    /// Empty, or what went wrong; the client was told when bytes of the answer had gone out.
    asio::awaitable<std::optional<UpstreamError>> exchange_for(const HttpRequest& request,
                                                               ClientConnection& client,
                                                               const Upstream& upstream,
                                                               Flow& flow);
    asio::awaitable<void> turn_away(const HttpRequest& request, ClientConnection& client,
                                    const Refusal& refusal, const Headers& headers);

    ProxyContext& context_;
    UpstreamTable upstreams_;
};

} // namespace bsc

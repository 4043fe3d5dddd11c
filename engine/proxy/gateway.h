#pragma once

#include "engine/proxy/dialects/anthropic.h"
#include "engine/proxy/dialects/openai.h"
#include "engine/proxy/http/server.h"
#include "engine/proxy/proxy_context.h"
#include "engine/proxy/upstreams.h"

namespace bsc {

/// The proxy's routes: the two chat APIs through the cache, the rest of /v1 straight through.
///
/// Threads: the io thread only.
class Gateway final : public HttpHandler {
  public:
    Gateway(ProxyContext& context, UpstreamTable upstreams)
        : context_(context), upstreams_(std::move(upstreams)) {}

    /// For requests from now on.
    void set_upstreams(UpstreamTable upstreams) { upstreams_ = std::move(upstreams); }

    asio::awaitable<void> answer(HttpRequest& request, ClientConnection& client) override;
    std::string error_body(std::string_view path, unsigned status,
                           std::string_view text) const override;
    void refused(const HttpRequest& head, const Refusal& refusal) override;

  private:
    const ChatDialect* chat_dialect_of(std::string_view path) const;
    asio::awaitable<void> pass_through(const HttpRequest& request, ClientConnection& client);
    asio::awaitable<void> turn_away(const HttpRequest& request, ClientConnection& client,
                                    const Refusal& refusal, const Headers& headers);

    ProxyContext& context_;
    UpstreamTable upstreams_;
    const OpenAiDialect openai_;
    const AnthropicDialect anthropic_;
};

} // namespace bsc

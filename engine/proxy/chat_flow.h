#pragma once

#include "engine/proxy/dialects/usage_filter.h"
#include "engine/proxy/http/server.h"
#include "engine/proxy/proxy_context.h"
#include "engine/proxy/relay.h"
#include "engine/proxy/routes.h"
#include "engine/proxy/upstreams.h"

#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// One request for an answer that may be cached, on its way: read, looked up, answered from the
/// cache or by the upstream, stored.
class ChatFlow {
  public:
    ChatFlow(ProxyContext& context, const Route& route, const Upstream& upstream,
             const HttpRequest& request, ClientConnection& client);

    asio::awaitable<void> run();

  private:
    Result<void> read();
    asio::awaitable<void> look_up();
    void take(LookupOutcome outcome);
    /// The stored answer when it serves this request; else the hit becomes a miss.
    std::optional<json::object> stored_answer();
    asio::awaitable<void> answer_from_cache(json::object answer);
    asio::awaitable<void> answer_only_from_cache();

    asio::awaitable<void> forward();
    asio::awaitable<void> forward_object(UpstreamExchange& exchange, const HttpResponseHead& head);
    asio::awaitable<void> forward_stream(UpstreamExchange& exchange, const HttpResponseHead& head);
    asio::awaitable<void> forward_as_is(UpstreamExchange& exchange, const HttpResponseHead& head,
                                        std::string_view first);
    asio::awaitable<void> fail(UpstreamError::Kind kind, std::string_view text);

    /// Counts the answer's tokens and stores it when it may be stored; `text` is its JSON.
    asio::awaitable<void> keep(const json::object& answer, std::string text);
    asio::awaitable<std::vector<float>> embedding_to_store();
    /// Evictions, boilerplate found.
    void tell_of_boilerplate();
    void tell_about(const InsertOutcome& inserted, std::uint32_t took_us);
    /// What a forwarded answer is sent with: the upstream's fields and ours.
    Headers labelled(const Headers& upstream, unsigned status) const;

    ProxyContext& context_;
    const Route& route_;
    const Endpoint& endpoint_;
    const Upstream upstream_;
    const HttpRequest& request_;
    ClientConnection& client_;

    Flow flow_;
    ApiRequest chat_;
    CacheWishes wishes_;
    CachePlan plan_;
    std::optional<UsageFilter> usage_filter_; ///< when the upstream was asked for more
    RequestKeys keys_;
    Decision decision_;
    std::vector<float> embedding_;
    bool embedder_failed_ = false;
};

} // namespace bsc

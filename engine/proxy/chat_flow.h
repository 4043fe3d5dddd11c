#pragma once

#include "engine/proxy/chat_flight.h"
#include "engine/proxy/http/server.h"
#include "engine/proxy/proxy_context.h"
#include "engine/proxy/routes.h"
#include "engine/proxy/upstreams.h"

#include <array>
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

    /// Null when there is none, or this request must not join one.
    std::shared_ptr<ChatFlight> flight_to_join() const;
    std::shared_ptr<ChatFlight> new_flight(const Digest& body_sha256);
    asio::awaitable<void> forward();
    /// Tells the client a flight's answer; false when that cannot be put into the form asked for.
    asio::awaitable<bool> follow(std::shared_ptr<ChatFlight> flight, bool same_body);
    asio::awaitable<void> tell_whole(const ChatFlight& flight, SharedAnswer::Reader& reader);
    asio::awaitable<void> tell_pieces(const ChatFlight& flight, SharedAnswer::Reader& reader);
    asio::awaitable<bool> tell_rebuilt(const ChatFlight& flight, SharedAnswer::Reader& reader);
    asio::awaitable<void> tell_broken(const SharedAnswer& answer, bool was_dropped);
    void take(const ChatFlight::Outcome& outcome);
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
    RequestKeys keys_;
    Decision decision_;
    std::vector<float> embedding_;
    bool embedder_failed_ = false;
    std::array<unsigned char, 4096> answer_buffer_;
    json::monotonic_resource answer_memory_{answer_buffer_.data(), answer_buffer_.size()};
    bool collapsed_ = false; ///< answered by another request's flight
};

} // namespace bsc

#include "engine/proxy/demo_upstream.h"

#include "engine/proxy/demo_answers.h"
#include "engine/proxy/demo_text.h"
#include "engine/proxy/dialects/error_body.h"

namespace bsc {

namespace {

constexpr std::string_view no_answer = "The demo upstream answers chats and completions only.";

Headers demo_headers(std::string_view type) {
    Headers headers;
    headers.add("Content-Type", type);
    headers.add("x-bsc-demo", "1");
    return headers;
}

} // namespace

DemoUpstream::DemoUpstream(asio::io_context& io, DeadlineClock& clock, double latency)
    : io_(io), latency_(latency), server_(io, clock, ServerLimits{}, *this) {}

asio::awaitable<void> DemoUpstream::wait(double milliseconds) {
    asio::steady_timer timer(io_);
    timer.expires_after(
        std::chrono::microseconds(static_cast<std::int64_t>(milliseconds * latency_ * 1000)));
    if (latency_ > 0)
        co_await timer.async_wait(use_tuple);
}

asio::awaitable<void> DemoUpstream::answer(HttpRequest& request, ClientConnection& client) {
    const std::string_view path = request.path();
    const Route* route = find_route(request.method, path);
    const Headers json_headers = demo_headers("application/json");
    if (route && route->endpoint) {
        co_await answer_cached(*route, request, client);
    } else if (path == "/v1/models" && request.method == "GET") {
        const json::object models{
            {"object", "list"},
            {"data",
             json::array{{{"id", "gpt-5.5"}, {"object", "model"}, {"owned_by", "demo"}},
                         {{"id", "claude-opus-5-5"}, {"object", "model"}, {"owned_by", "demo"}}}},
            {"has_more", false}};
        const std::string body = json::serialize(models);
        co_await client.send(200, json_headers, body);
    } else {
        co_await client.send_error(404, no_answer, json_headers);
    }
}

asio::awaitable<void> DemoUpstream::answer_cached(const Route& route, const HttpRequest& request,
                                                  ClientConnection& client) {
    const Headers json_headers = demo_headers("application/json");
    const Headers stream_headers = demo_headers(media_type_of(route.stream));
    const auto chat = route.endpoint->parse_request(request.body, KeyFields{});
    if (!chat) {
        co_await client.send_error(400, chat.error().text, json_headers);
        co_return;
    }
    const std::string text = demo_answer(chat->prompt);
    json::object answer = demo_answer_at(route, *chat, text);
    if (answer.empty()) {
        co_await client.send_error(404, no_answer, json_headers);
        co_return;
    }
    route.endpoint->renew(answer, *chat, ids_);
    const double first_token_ms = 250.0 + std::hash<std::string>()(chat->prompt) % 650;
    co_await wait(first_token_ms);
    if (!chat->stream) {
        constexpr double token_ms = 6;
        co_await wait(token_ms * static_cast<double>(estimated_tokens(text)));
        const std::string body = json::serialize(answer);
        co_await client.send(200, json_headers, body);
        co_return;
    }
    const std::string events = route.endpoint->to_stream(answer, *chat);
    if (!co_await client.begin(200, stream_headers, std::nullopt))
        co_return;
    const std::string_view event_end = route.stream == StreamForm::ndjson ? "\n" : "\n\n";
    constexpr double event_ms = 40;
    for (std::size_t at = 0, end = 0; at < events.size(); at = end) {
        end = events.find(event_end, at) + event_end.size();
        if (!co_await client.send_piece(std::string_view(events).substr(at, end - at)))
            co_return;
        co_await wait(event_ms);
    }
    co_await client.end();
}

std::string DemoUpstream::error_body(const HttpRequest& request, unsigned status,
                                     std::string_view text) const {
    return bsc::error_body(dialect_of(request.method, request.path(), request.headers), status,
                           text);
}

} // namespace bsc

#include "engine/proxy/gateway.h"

#include "engine/proxy/answer_headers.h"
#include "engine/proxy/chat_flow.h"
#include "engine/proxy/dialects/error_body.h"
#include "engine/proxy/relay.h"

namespace bsc {

asio::awaitable<void> Gateway::answer(HttpRequest& request, ClientConnection& client) {
    const Route* route =
        request.method == "OPTIONS" ? nullptr : find_route(request.method, request.path());
    if (route && route->endpoint) {
        ChatFlow flow(context_, *route, upstreams_.of(route->dialect), request, client);
        co_await flow.run();
    } else if (route) {
        co_await pass_through(request, client);
    } else {
        const std::string host(request.headers.get("Host"));
        const Refusal refusal{
            404, "This is the binary semantic cache proxy. Set the base URL of OpenAI clients to "
                 "http://" +
                     host + "/v1, that of Anthropic and of Ollama clients to http://" + host +
                     ". It serves paths under /v1 and /api."};
        const Headers none;
        co_await turn_away(request, client, refusal, none);
    }
}

bool Gateway::passes_body_on(const HttpRequest& head) const {
    const Route* route = find_route(head.method, head.path());
    return route && !route->endpoint;
}

asio::awaitable<void> Gateway::turn_away(const HttpRequest& request, ClientConnection& client,
                                         const Refusal& refusal, const Headers& headers) {
    refused(request, refusal);
    co_await client.send_error(refusal.status, refusal.text, headers);
}

asio::awaitable<void> Gateway::pass_through(const HttpRequest& request, ClientConnection& client) {
    Flow flow = context_.flows.begin(request.path(), request.headers.get("User-Agent"));
    flow.dialect = dialect_of(request.method, request.path(), request.headers);
    const Upstream upstream = upstreams_.of(flow.dialect);
    flow.demo = upstream.demo;
    flow.why = "answers of this path are not cached";

    flow.added_us = flow.elapsed_us();
    const auto failure = co_await exchange_for(request, client, upstream, flow);
    if (failure) {
        const std::optional<Refusal>& broken = client.broken_body();
        flow.status = broken ? broken->status : status_of(failure->kind);
        flow.why = broken ? broken->text : failure->text;
        Headers headers;
        label_forwarded(headers, {.fwd = "bypass", .reason = flow.why}, {});
        if (broken)
            co_await client.send_error(flow.status, flow.why, headers);
        else
            co_await tell_failure(client, *failure, headers);
    }
    context_.flows.end(flow);
}

asio::awaitable<std::optional<UpstreamError>> Gateway::exchange_for(const HttpRequest& request,
                                                                    ClientConnection& client,
                                                                    const Upstream& upstream,
                                                                    Flow& flow) {
    UpstreamExchange exchange(context_.pool, upstream.origin);
    std::optional<ClientWatch> watch;
    const auto cancel = [&exchange] { exchange.cancel(); };
    const Headers sent = upstream_headers(request.headers);
    UpstreamResult<HttpResponseHead> head;
    if (client.has_body()) {
        head = co_await exchange.send(request.method, request.target, sent, client,
                                      client.body_length());
        watch.emplace(client, cancel);
    } else {
        watch.emplace(client, cancel);
        head = co_await exchange.send(request.method, request.target, sent, request.body);
    }
    if (!head) {
        if (is_down(head.error().kind))
            context_.upstreams.failed(upstream.id, head.error().text);
        co_return head.error();
    }
    context_.upstreams.answered(upstream.id);
    flow.status = head->status;
    Headers headers = client_headers(head->headers);
    label_forwarded(headers, {.fwd = "bypass", .status = head->status, .reason = flow.why}, {});
    co_return co_await relay(exchange, client, head->status, headers, std::string_view());
}

std::string Gateway::error_body(const HttpRequest& request, unsigned status,
                                std::string_view text) const {
    return bsc::error_body(dialect_of(request.method, request.path(), request.headers), status,
                           text);
}

void Gateway::refused(const HttpRequest& head, const Refusal& refusal) {
    Flow flow = context_.flows.begin(head.path(), head.headers.get("User-Agent"));
    flow.dialect = dialect_of(head.method, head.path(), head.headers);
    flow.status = refusal.status;
    flow.why = refusal.text;
    flow.added_us = flow.elapsed_us();
    context_.flows.end(flow);
}

} // namespace bsc

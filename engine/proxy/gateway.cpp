#include "engine/proxy/gateway.h"

#include "engine/proxy/answer_headers.h"
#include "engine/proxy/chat_flow.h"

namespace bsc {

const ChatDialect* Gateway::chat_dialect_of(std::string_view path) const {
    if (path == "/v1/chat/completions")
        return &openai_;
    if (path == "/v1/messages")
        return &anthropic_;
    return nullptr;
}

asio::awaitable<void> Gateway::answer(HttpRequest& request, ClientConnection& client) {
    const std::string_view path = request.path();
    if (const ChatDialect* dialect = chat_dialect_of(path)) {
        if (request.method == "POST") {
            ChatFlow flow(context_, *dialect, upstreams_.of(dialect->name()), request, client);
            co_await flow.run();
        } else {
            const Refusal refusal{405, "This path takes POST."};
            Headers headers;
            headers.add("Allow", "POST");
            co_await turn_away(request, client, refusal, headers);
        }
    } else if (path.starts_with("/v1/") && request.method != "OPTIONS") {
        co_await pass_through(request, client);
    } else {
        const std::string host(request.headers.get("Host"));
        const Refusal refusal{
            404, "This is the binary semantic cache proxy. Set the base URL of OpenAI clients to "
                 "http://" +
                     host + "/v1 and that of Anthropic clients to http://" + host +
                     ". It serves paths under /v1."};
        const Headers none;
        co_await turn_away(request, client, refusal, none);
    }
}

asio::awaitable<void> Gateway::turn_away(const HttpRequest& request, ClientConnection& client,
                                         const Refusal& refusal, const Headers& headers) {
    refused(request, refusal);
    co_await client.send_error(refusal.status, refusal.text, headers);
}

asio::awaitable<void> Gateway::pass_through(const HttpRequest& request, ClientConnection& client) {
    Flow flow = context_.flows.begin(request.path(), request.headers.get("User-Agent"));
    flow.dialect = dialect_of(request.path(), request.headers);
    const Upstream upstream = upstreams_.of(flow.dialect);
    flow.demo = upstream.demo;
    flow.why = "only chat requests are cached";

    UpstreamExchange exchange(context_.pool, upstream.origin);
    const ClientWatch watch(client, exchange);
    flow.added_us = flow.elapsed_us();
    const Headers sent = upstream_headers(request.headers);
    const auto head = co_await exchange.send(request.method, request.target, sent, request.body);
    std::optional<UpstreamError> failure;
    Headers headers = head ? client_headers(head->headers) : Headers();
    label_forwarded(headers,
                    {.fwd = "bypass", .status = head ? head->status : 0, .reason = flow.why}, {});
    if (head) {
        context_.upstreams.answered(upstream.id);
        flow.status = head->status;
        failure = co_await relay(exchange, client, head->status, headers, std::string_view());
    } else {
        failure = head.error();
        if (failure->kind == UpstreamError::Kind::unreachable ||
            failure->kind == UpstreamError::Kind::refused_tls)
            context_.upstreams.failed(upstream.id, failure->text);
    }
    if (failure) {
        flow.status = status_of(failure->kind);
        flow.why = failure->text;
        co_await tell_failure(client, *failure, headers);
    }
    context_.flows.end(flow);
}

std::string Gateway::error_body(std::string_view path, unsigned status,
                                std::string_view text) const {
    const ChatDialect* dialect = chat_dialect_of(path);
    if (!dialect && path.starts_with("/v1/messages"))
        dialect = &anthropic_;
    return (dialect ? *dialect : static_cast<const ChatDialect&>(openai_)).error_body(status, text);
}

void Gateway::refused(const HttpRequest& head, const Refusal& refusal) {
    Flow flow = context_.flows.begin(head.path(), head.headers.get("User-Agent"));
    flow.dialect = dialect_of(head.path(), head.headers);
    flow.status = refusal.status;
    flow.why = refusal.text;
    flow.added_us = flow.elapsed_us();
    context_.flows.end(flow);
}

} // namespace bsc

#include "engine/proxy/answer_headers.h"
#include "engine/proxy/chat_flow.h"

namespace bsc {

namespace {

/// Larger answers are relayed and not stored.
constexpr std::size_t longest_stored_answer = 8u << 20;

constexpr std::string_view client_left = "The client left.";
constexpr std::string_view ended_early = "The upstream ended inside its answer.";

bool is_type(const Headers& headers, std::string_view type) {
    const std::string_view value = headers.get("Content-Type");
    return equal_ignoring_case(value.substr(0, value.find_first_of("; ")), type);
}

} // namespace

asio::awaitable<void> ChatFlow::forward() {
    UpstreamExchange exchange(context_.pool, upstream_.origin);
    const ClientWatch watch(client_, exchange);
    Headers headers = upstream_headers(request_.headers);
    headers.set("Accept-Encoding", "identity");
    const auto asking =
        context_.ask_for_usage ? endpoint_.asking_for_usage(request_.body, chat_) : std::nullopt;
    if (asking)
        usage_filter_.emplace(endpoint_);
    flow_.added_us = flow_.elapsed_us();
    const auto head = co_await exchange.send(request_.method, request_.target, headers,
                                             asking ? *asking : request_.body);
    if (!head) {
        co_await fail(head.error().kind, head.error().text);
        co_return;
    }
    context_.upstreams.answered(upstream_.id);
    flow_.status = head->status;
    const bool plain = head->status == 200 && !head->headers.has("Content-Encoding");
    if (plain && chat_.stream && is_type(head->headers, media_type_of(route_.stream)))
        co_await forward_stream(exchange, *head);
    else if (plain && !chat_.stream && is_type(head->headers, media_type_of(StreamForm::none)))
        co_await forward_object(exchange, *head);
    else
        co_await forward_as_is(exchange, *head, std::string_view());
}

Headers ChatFlow::labelled(const Headers& upstream, unsigned status) const {
    Headers headers = client_headers(upstream);
    label_forwarded(headers,
                    {.fwd = plan_.lookup  ? "miss"
                            : plan_.store ? "request"
                                          : "bypass",
                     .status = status,
                     .entry_id = flow_.entry_id,
                     .reason = flow_.why},
                    decision_);
    return headers;
}

asio::awaitable<void> ChatFlow::forward_object(UpstreamExchange& exchange,
                                               const HttpResponseHead& head) {
    std::string body;
    for (;;) {
        const auto piece = co_await exchange.read();
        if (!piece) {
            co_await fail(piece.error().kind, piece.error().text);
            co_return;
        }
        if (piece->empty())
            break;
        body.append(*piece);
        if (body.size() > longest_stored_answer) {
            co_await forward_as_is(exchange, head, body);
            co_return;
        }
    }
    if (const auto answer = parse_object(body)) {
        co_await keep(*answer, body);
    } else if (!exchange.has_framed_end()) {
        co_await fail(UpstreamError::Kind::cut, ended_early);
        co_return;
    } else {
        flow_.why = "not stored: the answer is not JSON";
    }
    const Headers headers = labelled(head.headers, head.status);
    co_await client_.send(head.status, headers, body);
}

asio::awaitable<void> ChatFlow::forward_stream(UpstreamExchange& exchange,
                                               const HttpResponseHead& head) {
    const Headers headers = labelled(head.headers, head.status);
    if (!co_await client_.begin(head.status, headers, std::nullopt)) {
        co_await fail(UpstreamError::Kind::cancelled, client_left);
        co_return;
    }
    const auto merger = endpoint_.merger();
    std::size_t size = 0;
    bool collecting = true;
    for (;;) {
        const auto piece = co_await exchange.read();
        if (!piece) {
            co_await fail(piece.error().kind, piece.error().text);
            co_return;
        }
        if (piece->empty())
            break;
        size += piece->size();
        collecting = collecting && size <= longest_stored_answer &&
                     merger->state() == StreamMerger::State::open;
        if (collecting) {
            merger->add(*piece);
            // Stored before the closing event goes out, so that a repeat right after it hits.
            if (merger->state() == StreamMerger::State::finished) {
                const json::object answer = merger->answer();
                co_await keep(answer, json::serialize(answer));
            }
        }
        if (!co_await client_.send_piece(usage_filter_ ? usage_filter_->pass(*piece) : *piece)) {
            co_await fail(UpstreamError::Kind::cancelled, client_left);
            co_return;
        }
    }
    if (collecting && merger->state() == StreamMerger::State::open) {
        if (!merger->is_whole() && !exchange.has_framed_end()) {
            co_await fail(UpstreamError::Kind::cut, ended_early);
            co_return;
        }
        if (merger->is_whole()) {
            const json::object answer = merger->answer();
            co_await keep(answer, json::serialize(answer));
        }
    }
    if (usage_filter_)
        co_await client_.send_piece(usage_filter_->rest());
    if (flow_.entry_id == 0 && plan_.store && flow_.answer.empty())
        flow_.why += "; not stored: the stream has no sound end";
    co_await client_.end();
}

asio::awaitable<void> ChatFlow::forward_as_is(UpstreamExchange& exchange,
                                              const HttpResponseHead& head,
                                              std::string_view first) {
    if (head.status != 200)
        flow_.why = "the upstream answered " + std::to_string(head.status);
    const Headers headers = labelled(head.headers, head.status);
    const auto failure = co_await relay(exchange, client_, head.status, headers, first);
    if (failure)
        co_await fail(failure->kind, failure->text);
}

asio::awaitable<void> ChatFlow::fail(UpstreamError::Kind kind, std::string_view text) {
    flow_.status = status_of(kind);
    flow_.why = text;
    if (is_down(kind))
        context_.upstreams.failed(upstream_.id, text);
    const UpstreamError error{kind, flow_.why};
    const Headers headers = labelled(Headers(), 0);
    co_await tell_failure(client_, error, headers);
}

} // namespace bsc

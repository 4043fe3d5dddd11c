#include "engine/proxy/relay.h"

namespace bsc {

unsigned status_of(UpstreamError::Kind kind) {
    switch (kind) {
    case UpstreamError::Kind::timeout:
        return 504;
    case UpstreamError::Kind::cancelled:
        return 499;
    default:
        return 502;
    }
}

bool is_down(UpstreamError::Kind kind) {
    return kind == UpstreamError::Kind::unreachable || kind == UpstreamError::Kind::misconfigured;
}

asio::awaitable<void> tell_failure(ClientConnection& client, const UpstreamError& error,
                                   const Headers& headers) {
    if (client.has_begun() || error.kind == UpstreamError::Kind::cancelled) {
        client.cut();
        co_return;
    }
    Headers fields = headers;
    if (error.kind == UpstreamError::Kind::misconfigured)
        fields.set("x-should-retry", "false");
    co_await client.send_error(status_of(error.kind), error.text, fields);
}

asio::awaitable<std::optional<UpstreamError>> relay(UpstreamExchange& exchange,
                                                    ClientConnection& client, unsigned status,
                                                    const Headers& headers,
                                                    std::string_view first) {
    const UpstreamError left{UpstreamError::Kind::cancelled, "The client left."};
    if (!co_await client.begin(status, headers, exchange.content_length()) ||
        !co_await client.send_piece(first))
        co_return left;
    for (;;) {
        const auto piece = co_await exchange.read();
        if (!piece) {
            client.cut();
            co_return piece.error();
        }
        if (piece->empty())
            break;
        if (!co_await client.send_piece(*piece))
            co_return left;
    }
    if (!co_await client.end())
        co_return left;
    co_return std::nullopt;
}

} // namespace bsc

#include "engine/proxy/http/upstream.h"

#include "engine/proxy/http/request_checks.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <array>

namespace bsc {

namespace beast = boost::beast;
namespace http = beast::http;

struct UpstreamExchange::Impl {
    using Parser = http::response_parser<http::buffer_body>;

    Impl(UpstreamPool& pool, Origin origin)
        : pool(pool), origin(std::move(origin)),
          deadline(pool.clock(), [this] { stop(UpstreamError::Kind::timeout); }) {}

    /// Ends the pending operation; `why` is what its error then means.
    void stop(UpstreamError::Kind why) {
        if (!stopped)
            stopped = why;
        if (connector)
            connector->cancel();
        if (transport)
            transport->close();
    }
    tl::unexpected<UpstreamError> failed(UpstreamError::Kind kind, const std::string& what) const {
        using Kind = UpstreamError::Kind;
        const std::string name = origin.text();
        if (stopped == Kind::cancelled)
            return tl::unexpected<UpstreamError>({Kind::cancelled, "The client left."});
        if (stopped == Kind::timeout)
            return tl::unexpected<UpstreamError>(
                {Kind::timeout, "The upstream " + name + " did not answer in time."});
        return tl::unexpected<UpstreamError>({kind, "The upstream " + name + " " + what + "."});
    }

    asio::awaitable<UpstreamResult<void>> connect();
    asio::awaitable<UpstreamResult<HttpResponseHead>> try_once(std::string_view head,
                                                               std::string_view body);
    asio::awaitable<UpstreamResult<HttpResponseHead>> read_head();
    asio::awaitable<UpstreamResult<void>> read_more();
    UpstreamResult<HttpResponseHead> take_head();
    void finish();

    UpstreamPool& pool;
    const Origin origin;
    Deadline deadline;
    std::optional<Connector> connector;
    std::unique_ptr<Transport> transport;
    std::optional<UpstreamError::Kind> stopped;
    bool kept = false;    ///< the connection came from the pool
    bool got_any = false; ///< a byte of the response has come
    bool head_only = false;
    bool ended = false; ///< the upstream closed its side
    std::size_t fields = 0;
    std::optional<Parser> parser;
    beast::flat_buffer buffer{2 * max_header_bytes};
    std::array<char, 64 * 1024> piece;
};

asio::awaitable<UpstreamResult<void>> UpstreamExchange::Impl::connect() {
    transport = pool.take(origin);
    kept = transport != nullptr;
    if (kept)
        co_return UpstreamResult<void>{};
    deadline.expires_after(pool.timeouts().connect);
    connector.emplace(pool.io());
    auto made = co_await connector->connect(origin, pool.tls());
    connector.reset();
    deadline.never();
    if (!made)
        co_return failed(made.error().permanent ? UpstreamError::Kind::refused_tls
                                                : UpstreamError::Kind::unreachable,
                         "cannot be reached (" + made.error().text + ")");
    transport = std::move(*made);
    if (stopped)
        co_return failed(*stopped, "was left");
    co_return UpstreamResult<void>{};
}

asio::awaitable<UpstreamResult<void>> UpstreamExchange::Impl::read_more() {
    const auto [error, size] = co_await transport->read_some(
        buffer.prepare(std::min<std::size_t>(16 * 1024, buffer.max_size() - buffer.size())));
    if (error) {
        ended = true;
        if (stopped || !got_any)
            co_return failed(UpstreamError::Kind::cut, "closed the connection without an answer");
        co_return UpstreamResult<void>{};
    }
    got_any = true;
    buffer.commit(size);
    co_return UpstreamResult<void>{};
}

/// Rules that the parser leaves to us: one framing, told once.
UpstreamResult<HttpResponseHead> UpstreamExchange::Impl::take_head() {
    HttpResponseHead head;
    head.status = parser->get().result_int();
    for (const auto& field : parser->get().base())
        head.headers.add(field.name_string(), field.value());
    fields = head.headers.size();
    const std::size_t codings = head.headers.count("Transfer-Encoding");
    const std::size_t lengths = head.headers.count("Content-Length");
    const bool sound =
        codings + lengths <= 1 &&
        (codings == 0 || equal_ignoring_case(head.headers.get("Transfer-Encoding"), "chunked"));
    if (!sound || fields > max_header_fields || head.status == 101)
        return failed(UpstreamError::Kind::malformed, "sent a response that is not sound HTTP");
    return head;
}

asio::awaitable<UpstreamResult<HttpResponseHead>> UpstreamExchange::Impl::read_head() {
    for (;;) {
        parser.emplace();
        parser->header_limit(max_header_bytes);
        parser->body_limit(boost::none);
        parser->skip(head_only);
        while (!parser->is_header_done()) {
            if (buffer.size() > 0) {
                IoError error;
                buffer.consume(parser->put(buffer.data(), error));
                if (error && error != http::error::need_more)
                    co_return failed(UpstreamError::Kind::malformed,
                                     "sent a response that is not sound HTTP");
                if (parser->is_header_done())
                    break;
            }
            if (ended)
                co_return failed(UpstreamError::Kind::cut, "closed the connection in its header");
            if (auto more = co_await read_more(); !more)
                co_return tl::unexpected(more.error());
        }
        auto head = take_head();
        if (!head || head->status >= 200)
            co_return head;
    }
}

asio::awaitable<UpstreamResult<HttpResponseHead>>
UpstreamExchange::Impl::try_once(std::string_view head, std::string_view body) {
    if (auto connected = co_await connect(); !connected)
        co_return tl::unexpected(connected.error());
    deadline.expires_after(pool.timeouts().first_byte);
    const auto [error, size] = co_await transport->write(asio::buffer(head), asio::buffer(body));
    if (error)
        co_return failed(UpstreamError::Kind::cut, "closed the connection without an answer");
    auto answer = co_await read_head();
    deadline.never();
    co_return answer;
}

void UpstreamExchange::Impl::finish() {
    deadline.never();
    const auto& all_fields = parser->get().base(); // with the trailers, if there were any
    const bool no_trailers =
        std::distance(all_fields.begin(), all_fields.end()) == static_cast<std::ptrdiff_t>(fields);
    if (!ended && parser->keep_alive() && buffer.size() == 0 && no_trailers)
        pool.give_back(origin, std::move(transport));
    transport.reset();
}

UpstreamExchange::UpstreamExchange(UpstreamPool& pool, Origin origin)
    : impl_(std::make_unique<Impl>(pool, std::move(origin))) {}
UpstreamExchange::~UpstreamExchange() = default;

asio::awaitable<UpstreamResult<HttpResponseHead>> UpstreamExchange::send(std::string_view method,
                                                                         std::string_view target,
                                                                         const Headers& headers,
                                                                         std::string_view body) {
    std::string head;
    head.append(method).append(" ").append(impl_->origin.prefix).append(target);
    head.append(" HTTP/1.1\r\nHost: ").append(impl_->origin.authority()).append("\r\n");
    for (const HeaderField& field : headers)
        head.append(field.name).append(": ").append(field.value).append("\r\n");
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
        head.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    head.append("\r\n");
    impl_->head_only = method == "HEAD";

    auto answer = co_await impl_->try_once(head, body);
    const bool was_dead = !answer && answer.error().kind == UpstreamError::Kind::cut &&
                          impl_->kept && !impl_->got_any;
    if (was_dead) {
        impl_->pool.clear(); // its neighbours are as old
        impl_->ended = false;
        answer = co_await impl_->try_once(head, body);
    }
    co_return answer;
}

asio::awaitable<UpstreamResult<std::string_view>> UpstreamExchange::read() {
    Impl& own = *impl_;
    auto& body = own.parser->get().body();
    own.parser->eager(true);
    while (!own.parser->is_done()) {
        body.data = own.piece.data();
        body.size = own.piece.size();
        body.more = true;
        IoError error;
        const std::size_t used = own.parser->put(own.buffer.data(), error);
        own.buffer.consume(used);
        if (used == 0 && own.ended)
            own.parser->put_eof(error);
        if (error == http::error::partial_message)
            co_return own.failed(UpstreamError::Kind::cut, "ended inside its answer");
        if (error && error != http::error::need_more && error != http::error::need_buffer)
            co_return own.failed(UpstreamError::Kind::malformed, "sent a body that is not sound");
        if (const std::size_t size = own.piece.size() - body.size; size > 0)
            co_return std::string_view(own.piece.data(), size);
        if (used > 0 || own.ended)
            continue;
        if (own.buffer.size() == own.buffer.max_size())
            co_return own.failed(UpstreamError::Kind::malformed, "sent an endless chunk header");
        own.deadline.expires_after(own.pool.timeouts().between_bytes);
        if (auto more = co_await own.read_more(); !more)
            co_return tl::unexpected(more.error());
        own.deadline.never();
    }
    if (own.transport)
        own.finish();
    co_return std::string_view();
}

std::optional<std::uint64_t> UpstreamExchange::content_length() const {
    const auto length = impl_->parser->content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

bool UpstreamExchange::has_framed_end() const { return !impl_->parser->need_eof(); }

void UpstreamExchange::cancel() { impl_->stop(UpstreamError::Kind::cancelled); }

UpstreamPool::UpstreamPool(asio::io_context& io, DeadlineClock& clock, asio::ssl::context tls,
                           UpstreamTimeouts timeouts)
    : io_(io), clock_(clock), tls_(std::move(tls)), timeouts_(timeouts) {}
UpstreamPool::~UpstreamPool() = default;

std::unique_ptr<Transport> UpstreamPool::take(const Origin& origin) {
    const std::string name = origin.text();
    const auto oldest = std::chrono::steady_clock::now() - timeouts_.idle;
    std::erase_if(kept_, [&](const Kept& kept) { return kept.since < oldest; });
    for (auto kept = kept_.rbegin(); kept != kept_.rend(); ++kept) {
        if (kept->origin != name)
            continue;
        auto transport = std::move(kept->transport);
        kept_.erase(std::next(kept).base());
        return transport->is_reusable() ? std::move(transport) : take(origin);
    }
    return nullptr;
}

void UpstreamPool::give_back(const Origin& origin, std::unique_ptr<Transport> transport) {
    constexpr std::size_t most_kept = 32;
    if (kept_.size() >= most_kept)
        kept_.erase(kept_.begin());
    kept_.push_back({origin.text(), std::move(transport), std::chrono::steady_clock::now()});
}

} // namespace bsc

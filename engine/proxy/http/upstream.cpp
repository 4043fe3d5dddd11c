#include "engine/proxy/http/upstream.h"

#include "engine/proxy/http/chunk.h"
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

    asio::awaitable<UpstreamResult<void>> connect(bool fresh);
    asio::awaitable<UpstreamResult<HttpResponseHead>> try_once(std::string_view head,
                                                               std::string_view body);
    asio::awaitable<UpstreamResult<void>> pass_on(BodySource& body, bool chunked);
    asio::awaitable<UpstreamResult<HttpResponseHead>> read_head();
    asio::awaitable<UpstreamResult<void>> read_more();
    UpstreamResult<HttpResponseHead> take_head();
    std::size_t fields_so_far() const {
        const auto& all = parser->get().base();
        return static_cast<std::size_t>(std::distance(all.begin(), all.end()));
    }
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
    bool sent_all = true;
    bool body_begun = false; ///< bytes of the body have been given to the parser
    std::size_t fields = 0;
    std::optional<Parser> parser;
    beast::flat_buffer buffer{2 * max_header_bytes};
    std::array<char, 64 * 1024> piece;
};

asio::awaitable<UpstreamResult<void>> UpstreamExchange::Impl::connect(bool fresh) {
    if (stopped || pool.is_closed())
        co_return failed(UpstreamError::Kind::cancelled, "was left");
    transport = fresh ? nullptr : pool.take(origin);
    kept = transport != nullptr;
    if (kept)
        co_return UpstreamResult<void>{};
    deadline.expires_after(pool.timeouts().connect);
    connector.emplace(pool.io());
    auto made = co_await connector->connect(origin, pool.tls());
    connector.reset();
    deadline.never();
    if (!made)
        co_return failed(made.error().permanent ? UpstreamError::Kind::misconfigured
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
        (codings == 0 || (parser->get().version() >= 11 &&
                          equal_ignoring_case(head.headers.get("Transfer-Encoding"), "chunked")));
    if (!sound || fields > max_header_fields || head.status == 101)
        return failed(UpstreamError::Kind::malformed, "sent a response that is not sound HTTP");
    return head;
}

asio::awaitable<UpstreamResult<HttpResponseHead>> UpstreamExchange::Impl::read_head() {
    for (;;) {
        parser.emplace();
        body_begun = false;
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
    if (auto connected = co_await connect(false); !connected)
        co_return tl::unexpected(connected.error());
    deadline.expires_after(pool.timeouts().first_byte);
    const auto [error, size] = co_await transport->write(asio::buffer(head), asio::buffer(body));
    if (error)
        co_return failed(UpstreamError::Kind::cut, "closed the connection without an answer");
    auto answer = co_await read_head();
    deadline.never();
    co_return answer;
}

/// Sends pieces until the body ends. An upstream that stops reading may have answered already
/// ("too large"): that is not an error here.
asio::awaitable<UpstreamResult<void>> UpstreamExchange::Impl::pass_on(BodySource& body,
                                                                      bool chunked) {
    sent_all = false;
    for (;;) {
        const auto piece = co_await body.next_piece();
        if (!piece)
            co_return failed(UpstreamError::Kind::cancelled, "was sent a request that broke off");
        std::string framed;
        if (chunked && piece->empty())
            framed = last_chunk;
        else if (chunked)
            framed = chunk_head(piece->size());
        deadline.expires_after(pool.timeouts().between_bytes);
        auto [error, size] = co_await transport->write(asio::buffer(framed), asio::buffer(*piece));
        if (!error && chunked && !piece->empty())
            std::tie(error, size) =
                co_await transport->write(asio::buffer(chunk_end), asio::const_buffer());
        deadline.never();
        if (stopped)
            co_return failed(*stopped, "was left");
        sent_all = !error && piece->empty();
        if (error || piece->empty())
            co_return UpstreamResult<void>{};
    }
}

void UpstreamExchange::Impl::finish() {
    deadline.never();
    const bool no_trailers = fields_so_far() == fields;
    if (!ended && sent_all && parser->keep_alive() && buffer.size() == 0 && no_trailers)
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
    std::string head = head_of(method, target, headers);
    if (!body.empty() || method == "POST" || method == "PUT" || method == "PATCH")
        head.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    head.append("\r\n");

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

asio::awaitable<UpstreamResult<HttpResponseHead>>
UpstreamExchange::send(std::string_view method, std::string_view target, const Headers& headers,
                       BodySource& body, std::optional<std::uint64_t> length) {
    std::string head = head_of(method, target, headers);
    head += length ? "Content-Length: " + std::to_string(*length) : "Transfer-Encoding: chunked";
    head += "\r\n\r\n";
    if (auto connected = co_await impl_->connect(true); !connected)
        co_return tl::unexpected(connected.error());
    impl_->deadline.expires_after(impl_->pool.timeouts().between_bytes);
    const auto [error, size] =
        co_await impl_->transport->write(asio::buffer(head), asio::const_buffer());
    impl_->deadline.never();
    if (error)
        co_return impl_->failed(UpstreamError::Kind::cut,
                                "closed the connection without an answer");
    if (auto sent = co_await impl_->pass_on(body, !length); !sent)
        co_return tl::unexpected(sent.error());
    impl_->deadline.expires_after(impl_->pool.timeouts().first_byte);
    auto answer = co_await impl_->read_head();
    impl_->deadline.never();
    co_return answer;
}

/// Up to the framing, which send() adds.
std::string UpstreamExchange::head_of(std::string_view method, std::string_view target,
                                      const Headers& headers) {
    impl_->head_only = method == "HEAD";
    std::string head;
    head.append(method).append(" ").append(impl_->origin.prefix).append(target);
    head.append(" HTTP/1.1\r\nHost: ").append(impl_->origin.authority()).append("\r\n");
    for (const HeaderField& field : headers)
        head.append(field.name).append(": ").append(field.value).append("\r\n");
    return head;
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
        std::size_t used = 0;
        if (own.body_begun || own.ended || !own.parser->chunked() ||
            own.buffer.size() >= shortest_chunked_body) {
            own.body_begun = true;
            used = own.parser->put(own.buffer.data(), error);
            own.buffer.consume(used);
        }
        if (used == 0 && own.ended)
            own.parser->put_eof(error);
        if (error == http::error::partial_message)
            co_return own.failed(UpstreamError::Kind::cut, "ended inside its answer");
        const bool sound =
            !error || error == http::error::need_more || error == http::error::need_buffer;
        if (!sound || own.fields_so_far() > max_header_fields) // trailers are merged into them
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

void UpstreamPool::close() {
    closed_ = true;
    clear();
}

void UpstreamPool::give_back(const Origin& origin, std::unique_ptr<Transport> transport) {
    constexpr std::size_t most_kept = 32;
    if (kept_.size() >= most_kept)
        kept_.erase(kept_.begin());
    kept_.push_back({origin.text(), std::move(transport), std::chrono::steady_clock::now()});
}

} // namespace bsc

#include "engine/proxy/http/request_checks.h"
#include "engine/proxy/http/server.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <charconv>
#include <ctime>
#include <sys/socket.h>

namespace bsc {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t read_size = 16 * 1024;
constexpr std::string_view end_of_head = "\r\n\r\n";

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm utc;
    gmtime_r(&now, &utc);
    char text[40];
    return std::string(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc));
}

const Refusal header_too_large{431, "The request header is larger than 64 KiB."};
const Refusal chunk_header_too_large{400, "A chunk header is larger than 64 KiB."};
const Refusal trailers{400, "Trailer fields are not accepted."};

Refusal refusal_of(const IoError& error) {
    if (error == http::error::body_limit)
        return {413, "The request body is too large."};
    if (error == http::error::header_limit)
        return header_too_large;
    return {400, "The request is not sound HTTP/1.1 (" + error.message() + ")."};
}

HttpRequest head_from(const http::request_header<>& fields, bool keep_alive) {
    HttpRequest request;
    request.method = fields.method_string();
    request.target = fields.target();
    request.http_1_0 = fields.version() < 11;
    request.keep_alive = keep_alive;
    for (const auto& field : fields)
        request.headers.add(field.name_string(), field.value());
    return request;
}

} // namespace

ClientConnection::ClientConnection(HttpServer& server, tcp::socket socket)
    : server_(server), socket_(std::move(socket)), deadline_(server.clock_, [this] { cut(); }),
      watch_pause_(socket_.get_executor()) {
    IoError ignored;
    socket_.non_blocking(true, ignored);
    server_.connections_.insert(this);
    if (server_.count_)
        ++*server_.count_;
}

ClientConnection::~ClientConnection() {
    server_.connections_.erase(this);
    if (server_.count_)
        --*server_.count_;
}

asio::awaitable<void> ClientConnection::run() {
    while (keep_open_ && socket_.is_open() && !server_.closing_) {
        begun_ = false;
        const Read outcome = co_await read_request();
        if (outcome != Read::request)
            break;
        keep_open_ = request_.keep_alive;
        co_await server_.handler_.answer(request_, *this);
        unwatch();
        busy_ = false;
    }
    IoError ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
}

asio::awaitable<bool> ClientConnection::fill() {
    const std::size_t old = input_.size();
    input_.resize(old + read_size);
    const auto [error, size] =
        co_await socket_.async_read_some(asio::buffer(input_.data() + old, read_size), use_tuple);
    input_.resize(old + size);
    co_return !error;
}

/// Reads up to the empty line. False when the client left, or sent more than a header may have.
asio::awaitable<bool> ClientConnection::read_head_bytes() {
    deadline_.expires_after(server_.limits_.idle_time);
    std::size_t searched = 0;
    for (;;) {
        const std::size_t end = input_.find(end_of_head, searched);
        if (end != std::string::npos) {
            head_end_ = end + end_of_head.size();
            co_return true;
        }
        head_end_ = input_.size();
        if (input_.size() > max_header_bytes)
            co_return true; // the parser tells that it is too large
        searched = input_.size() < end_of_head.size() ? 0 : input_.size() - end_of_head.size() + 1;
        if (!co_await fill())
            co_return false;
        if (!busy_) {
            busy_ = true;
            deadline_.expires_after(server_.limits_.header_time);
        }
    }
}

asio::awaitable<ClientConnection::Read> ClientConnection::read_request() {
    busy_ = !input_.empty();
    if (!co_await read_head_bytes())
        co_return Read::closed;
    busy_ = true;
    request_ = {};
    const std::string_view head = std::string_view(input_).substr(0, head_end_);
    if (head.size() > max_header_bytes)
        co_return co_await refuse(header_too_large);
    if (auto refusal = check_head_bytes(head))
        co_return co_await refuse(*refusal);

    http::request_parser<http::string_body> parser;
    parser.header_limit(max_header_bytes);
    parser.body_limit(server_.limits_.max_body_bytes);
    IoError error;
    const std::size_t head_size = parser.put(asio::buffer(head), error);
    // Taken before the body is read: trailers are merged into the parser's fields.
    request_ = head_from(parser.get().base(), parser.is_header_done() && parser.keep_alive());
    if (error || !parser.is_header_done()) {
        const Refusal refusal = refusal_of(error);
        co_return co_await refuse(refusal);
    }
    if (auto refusal = check_request(request_, server_.port_))
        co_return co_await refuse(*refusal);
    input_.erase(0, head_size);

    if (!request_.http_1_0 && request_.headers.has("Expect") && !parser.is_done()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await write(go_on, {}, {}))
            co_return Read::closed;
    }
    parser.eager(true);
    while (!parser.is_done()) {
        const std::size_t used = parser.put(asio::buffer(input_), error);
        input_.erase(0, used);
        if (error && error != http::error::need_more) {
            const Refusal refusal = refusal_of(error);
            co_return co_await refuse(refusal);
        }
        if (parser.is_done() || used > 0)
            continue;
        if (input_.size() > max_header_bytes)
            co_return co_await refuse(chunk_header_too_large);
        deadline_.expires_after(server_.limits_.progress_time);
        if (!co_await fill())
            co_return Read::closed;
    }
    deadline_.never();
    const auto& fields = parser.get().base();
    if (static_cast<std::size_t>(std::distance(fields.begin(), fields.end())) !=
        request_.headers.size())
        co_return co_await refuse(trailers);
    request_.body = std::move(parser.get().body());
    co_return Read::request;
}

asio::awaitable<ClientConnection::Read> ClientConnection::refuse(const Refusal& refusal) {
    server_.handler_.refused(request_, refusal);
    keep_open_ = false;
    const Headers none;
    if (co_await send_error(refusal.status, refusal.text, none))
        co_await linger();
    co_return Read::refused;
}

/// Reads on for a moment after an early reply, else the reset that closing with unread bytes
/// causes may overtake it.
asio::awaitable<void> ClientConnection::linger() {
    IoError ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    deadline_.expires_after(std::chrono::seconds(2));
    std::size_t budget = 4 * server_.limits_.max_body_bytes;
    input_.clear();
    while (socket_.is_open() && budget > 0 && co_await fill()) {
        budget -= std::min(budget, input_.size());
        input_.clear();
    }
}

/// Most responses fit into the socket's buffer: written at once, they cost no turn of the event
/// loop.
asio::awaitable<bool> ClientConnection::write(std::string_view a, std::string_view b,
                                              std::string_view c) {
    std::array buffers{asio::buffer(a), asio::buffer(b), asio::buffer(c)};
    IoError error;
    std::size_t sent = socket_.write_some(buffers, error);
    if (error == asio::error::would_block)
        error = {};
    for (asio::const_buffer& buffer : buffers) {
        const std::size_t of_this = std::min(sent, buffer.size());
        buffer += of_this;
        sent -= of_this;
    }
    if (!error && asio::buffer_size(buffers) > 0) {
        deadline_.expires_after(server_.limits_.progress_time);
        std::tie(error, sent) = co_await asio::async_write(socket_, buffers, use_tuple);
        deadline_.never();
    }
    if (error)
        cut();
    co_return !error;
}

std::string ClientConnection::head_of(unsigned status, const Headers& headers) const {
    std::string head = "HTTP/1.1 " + std::to_string(status) + " ";
    head.append(http::obsolete_reason(http::int_to_status(status))).append("\r\n");
    for (const HeaderField& field : headers)
        head.append(field.name).append(": ").append(field.value).append("\r\n");
    if (!headers.has("Date"))
        head.append("Date: ").append(http_date()).append("\r\n");
    if (!keep_open_)
        head.append("Connection: close\r\n");
    return head;
}

asio::awaitable<bool> ClientConnection::send(unsigned status, const Headers& headers,
                                             std::string_view body) {
    std::string head = head_of(status, headers);
    if (status != 204 && status != 304)
        head.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    head.append("\r\n");
    if (request_.method == "HEAD")
        body = {};
    begun_ = true;
    co_return co_await write(head, body, {});
}

asio::awaitable<bool> ClientConnection::send_error(unsigned status, std::string_view text,
                                                   const Headers& headers) {
    Headers fields = headers;
    fields.set("Content-Type", "application/json");
    const std::string body = server_.handler_.error_body(request_.path(), status, text);
    co_return co_await send(status, fields, body);
}

asio::awaitable<bool> ClientConnection::begin(unsigned status, const Headers& headers,
                                              std::optional<std::uint64_t> length) {
    const bool has_body = status != 204 && status != 304 && request_.method != "HEAD";
    chunked_ = has_body && !length && !request_.http_1_0;
    if (has_body && !length && request_.http_1_0)
        keep_open_ = false; // the end of the connection ends the body
    std::string head = head_of(status, headers);
    if (chunked_)
        head.append("Transfer-Encoding: chunked\r\n");
    else if (length && status != 204)
        head.append("Content-Length: ").append(std::to_string(*length)).append("\r\n");
    head.append("\r\n");
    begun_ = true;
    co_return co_await write(head, {}, {});
}

asio::awaitable<bool> ClientConnection::send_piece(std::string_view bytes) {
    if (bytes.empty()) // an empty chunk would end the body
        co_return socket_.is_open();
    if (!chunked_)
        co_return co_await write(bytes, {}, {});
    char head[20];
    char* end = std::to_chars(head, head + sizeof head - 2, bytes.size(), 16).ptr;
    *end++ = '\r';
    *end++ = '\n';
    static constexpr std::string_view line_end = "\r\n";
    co_return co_await write({head, static_cast<std::size_t>(end - head)}, bytes, line_end);
}

asio::awaitable<bool> ClientConnection::end() {
    static constexpr std::string_view last_chunk = "0\r\n\r\n";
    if (!chunked_)
        co_return socket_.is_open();
    chunked_ = false;
    co_return co_await write(last_chunk, {}, {});
}

void ClientConnection::cut() {
    keep_open_ = false;
    unwatch();
    IoError ignored;
    socket_.close(ignored);
}

void ClientConnection::watch(std::function<void()> gone) {
    gone_ = std::move(gone);
    ++watch_round_;
    wait_for_client();
}

void ClientConnection::unwatch() {
    if (!gone_)
        return;
    gone_ = nullptr;
    ++watch_round_;
    watch_pause_.cancel();
}

/// Readable means closed, or the next request come early: then look again later, it is not ours to
/// read yet.
void ClientConnection::wait_for_client() {
    const auto look = [self = shared_from_this(), round = watch_round_](IoError error) {
        if (error || round != self->watch_round_ || !self->gone_)
            return;
        char byte;
        const ssize_t got =
            ::recv(self->socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) {
            std::exchange(self->gone_, nullptr)();
            return;
        }
        self->watch_pause_.expires_after(std::chrono::milliseconds(200));
        self->watch_pause_.async_wait([self, round](IoError stopped) {
            if (!stopped && round == self->watch_round_ && self->gone_)
                self->wait_for_client();
        });
    };
    socket_.async_wait(tcp::socket::wait_read, look);
}

} // namespace bsc

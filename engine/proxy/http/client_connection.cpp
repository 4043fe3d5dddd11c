#include "engine/proxy/http/chunk.h"
#include "engine/proxy/http/local_token.h"
#include "engine/proxy/http/request_checks.h"
#include "engine/proxy/http/server.h"

#include <boost/beast/http/status.hpp>

#include <array>
#include <sys/socket.h>

namespace bsc {

namespace http = boost::beast::http;

namespace {

constexpr std::string_view end_of_head = "\r\n\r\n";

/// Bodies up to here are read whole before the request is answered, also where longer ones are
/// passed on in pieces: it can then be sent again when a kept upstream connection turns out dead.
constexpr std::uint64_t longest_gathered = 256 * 1024;

constexpr unsigned client_left = 499; ///< nginx's number

tl::unexpected<Refusal> left() {
    return tl::unexpected<Refusal>({client_left, "The client left."});
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
        if (!body_is_read() && socket_.is_open())
            co_await linger();
        busy_ = false;
    }
    IoError ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
}

/// Through a buffer of its own, whose pages are touched only as far as requests are long.
asio::awaitable<bool> ClientConnection::fill() {
    const asio::mutable_buffer buffer(read_buffer_.get(), read_size);
    const auto [error, size] = co_await socket_.async_read_some(buffer, use_tuple);
    input_.append(read_buffer_.get(), size);
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
    waiting_since_ = std::chrono::steady_clock::now();
    const bool has_head = co_await read_head_bytes();
    waiting_since_ = DeadlineClock::Time::max();
    if (!has_head)
        co_return Read::closed;
    deadline_.never();
    busy_ = true;
    request_ = {};
    broken_body_.reset();
    body_.emplace();
    auto head = body_->read_head(std::string_view(input_).substr(0, head_end_));
    if (!head)
        co_return co_await refuse(head.error());
    request_ = std::move(*head);
    if (auto refusal = check_request(request_, server_.port_))
        co_return co_await refuse(*refusal);
    if (auto refusal = check_local_token(request_, server_.limits_.local_token))
        co_return co_await refuse(*refusal);
    input_.erase(0, head_end_);
    wants_continue_ = !request_.http_1_0 && request_.headers.has("Expect");
    const bool is_small =
        body_->content_length().value_or(longest_gathered + 1) <= longest_gathered;
    if (!body_->done() && !is_small && server_.handler_.passes_body_on(request_))
        co_return Read::request;
    co_return co_await gather_body();
}

asio::awaitable<ClientConnection::Read> ClientConnection::gather_body() {
    if (auto refusal = body_->limit_body(server_.limits_.max_body_bytes))
        co_return co_await refuse(*refusal);
    while (!body_->done()) {
        const auto piece = co_await next_piece();
        if (!piece) {
            if (piece.error().status == client_left)
                co_return Read::closed;
            co_return co_await refuse(piece.error());
        }
        if (request_.body.empty() && body_->done())
            request_.body = std::move(piece_); // the usual body: in one piece
        else
            request_.body.append(*piece);
    }
    co_return Read::request;
}

asio::awaitable<tl::expected<std::string_view, Refusal>> ClientConnection::next_piece() {
    if (std::exchange(wants_continue_, false) && !body_->done()) {
        static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        if (!co_await write(go_on, {}, {}))
            co_return left();
    }
    piece_.clear();
    while (!body_->done()) {
        if (auto refusal = body_->read_body(input_, piece_)) {
            broken_body_ = *refusal;
            co_return tl::unexpected(std::move(*refusal));
        }
        if (!piece_.empty() || body_->done())
            break;
        deadline_.expires_after(server_.limits_.progress_time);
        if (!co_await fill())
            co_return left();
    }
    deadline_.never();
    co_return std::string_view(piece_);
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
    constexpr std::size_t usual_size = 768;
    std::string head;
    head.reserve(usual_size);
    head.append("HTTP/1.1 ").append(std::to_string(status)).append(" ");
    head.append(http::obsolete_reason(http::int_to_status(status))).append("\r\n");
    for (const HeaderField& field : headers)
        head.append(field.name).append(": ").append(field.value).append("\r\n");
    if (!headers.has("Date"))
        head.append("Date: ").append(server_.date_.text()).append("\r\n");
    if (!keep_open_)
        head.append("Connection: close\r\n");
    return head;
}

asio::awaitable<bool> ClientConnection::send(unsigned status, const Headers& headers,
                                             std::string_view body) {
    keep_open_ = keep_open_ && body_is_read();
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
    const std::string body = server_.handler_.error_body(request_, status, text);
    co_return co_await send(status, fields, body);
}

asio::awaitable<bool> ClientConnection::begin(unsigned status, const Headers& headers,
                                              std::optional<std::uint64_t> length) {
    const bool has_body = status != 204 && status != 304 && request_.method != "HEAD";
    chunked_ = has_body && !length && !request_.http_1_0;
    if (has_body && !length && request_.http_1_0)
        keep_open_ = false; // the end of the connection ends the body
    keep_open_ = keep_open_ && body_is_read();
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
    const std::string head = chunk_head(bytes.size());
    co_return co_await write(head, bytes, chunk_end);
}

asio::awaitable<bool> ClientConnection::end() {
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

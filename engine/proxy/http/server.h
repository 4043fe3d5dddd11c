#pragma once

#include "engine/base/result.h"
#include "engine/proxy/http/body_source.h"
#include "engine/proxy/http/deadline.h"
#include "engine/proxy/http/message.h"
#include "engine/proxy/http/request_reader.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace bsc {

struct ServerLimits {
    std::size_t max_connections = 512;
    std::size_t max_body_bytes = 32u << 20;
    std::chrono::milliseconds header_time{20'000};   ///< for a whole header
    std::chrono::milliseconds progress_time{60'000}; ///< between bytes of a body, in or out
    std::chrono::milliseconds idle_time{65'000};
    std::string local_token{}; ///< that every request must show; empty: none
};

class ClientConnection;

/// The Date field's text, made once a second.
class HttpDate {
  public:
    const std::string& text() {
        if (const std::time_t now = std::time(nullptr); now != time_) {
            time_ = now;
            std::tm utc;
            gmtime_r(&now, &utc);
            char text[40];
            text_.assign(text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc));
        }
        return text_;
    }

  private:
    std::time_t time_ = 0;
    std::string text_;
};

/// What a server does with requests.
class HttpHandler {
  public:
    virtual ~HttpHandler() = default;
    /// Answers a request that passed all checks through `client`. The request lives until the end.
    virtual asio::awaitable<void> answer(HttpRequest& request, ClientConnection& client) = 0;
    /// Whether answer() reads the body from `client` in pieces, of any length, unless it is
    /// small. Else `request.body` holds all of it.
    virtual bool passes_body_on(const HttpRequest&) const { return false; }
    /// Body of an error reply, JSON.
    virtual std::string error_body(const HttpRequest& request, unsigned status,
                                   std::string_view text) const = 0;
    /// A request with this head was turned away before answer().
    virtual void refused(const HttpRequest& head, const Refusal& refusal) = 0;
};

/// HTTP/1.1 on loopback: reads requests strictly, one at a time for each connection.
///
/// Threads: the io thread only.
class HttpServer {
  public:
    /// `count`, when given, is kept at the number of open connections for other threads to read.
    HttpServer(asio::io_context& io, DeadlineClock& clock, ServerLimits limits,
               HttpHandler& handler, std::atomic<std::uint32_t>* count = nullptr);
    ~HttpServer();

    /// Binds `host` (127.0.0.1, ::1, or localhost for both) and accepts; port 0 takes any. Returns
    /// the port. Errors: busy (the port is taken), invalid_argument, io.
    Result<std::uint16_t> listen(const std::string& host, std::uint16_t port);
    /// No new connections; idle ones are closed.
    void close();
    /// Every connection is cut.
    void abort();

    std::uint16_t port() const { return port_; }

  private:
    friend class ClientConnection;
    asio::awaitable<void> accept(std::shared_ptr<tcp::acceptor> acceptor);
    Result<void> bind(const asio::ip::address& address, std::uint16_t port);
    /// Cuts the connection that has been without a whole request header for longest. False when
    /// every one has a request.
    bool make_room();

    asio::io_context& io_;
    DeadlineClock& clock_;
    const ServerLimits limits_;
    HttpHandler& handler_;
    std::atomic<std::uint32_t>* const count_;
    std::uint16_t port_ = 0;
    bool closing_ = false;
    HttpDate date_;
    std::vector<std::shared_ptr<tcp::acceptor>> acceptors_;
    std::unordered_set<ClientConnection*> connections_;
};

/// One client's connection: requests in, responses out. Writing functions return false once the
/// client is gone.
class ClientConnection : public BodySource, public std::enable_shared_from_this<ClientConnection> {
  public:
    ClientConnection(HttpServer& server, tcp::socket socket);
    ~ClientConnection() override;

    /// Serves requests until the connection ends.
    asio::awaitable<void> run();

    asio::awaitable<tl::expected<std::string_view, Refusal>> next_piece() override;
    /// The request has a body that was not read yet: next_piece() gives it.
    bool has_body() const { return !body_is_read(); }
    /// Its declared length; empty for chunks.
    std::optional<std::uint64_t> body_length() const { return body_->content_length(); }
    /// What was wrong with it.
    const std::optional<Refusal>& broken_body() const { return broken_body_; }

    /// A whole response; framing and Date are added.
    asio::awaitable<bool> send(unsigned status, const Headers& headers, std::string_view body);
    /// An error reply in the shape the handler gives it.
    asio::awaitable<bool> send_error(unsigned status, std::string_view text,
                                     const Headers& headers);
    /// A response in pieces: begin, pieces, end. Without `length` the pieces go out as chunks.
    asio::awaitable<bool> begin(unsigned status, const Headers& headers,
                                std::optional<std::uint64_t> length);
    asio::awaitable<bool> send_piece(std::string_view bytes);
    asio::awaitable<bool> end();
    /// Closes without ending the response, so that the client sees that it was cut.
    void cut();

    /// Calls `gone` once when the client closes (or half-closes) while a response is being made;
    /// until unwatch().
    void watch(std::function<void()> gone);
    void unwatch();

    bool is_open() const { return socket_.is_open(); }
    /// Bytes of the response went out.
    bool has_begun() const { return begun_; }

  private:
    friend class HttpServer;
    enum class Read { request, refused, closed };

    asio::awaitable<Read> read_request();
    asio::awaitable<Read> gather_body();
    asio::awaitable<bool> read_head_bytes();
    asio::awaitable<bool> fill();
    asio::awaitable<Read> refuse(const Refusal& refusal);
    asio::awaitable<void> linger();
    asio::awaitable<bool> write(std::string_view a, std::string_view b, std::string_view c);
    std::string head_of(unsigned status, const Headers& headers) const;
    void wait_for_client();
    /// To its sound end, so that another request may follow.
    bool body_is_read() const { return body_ && body_->done() && !broken_body_; }

    HttpServer& server_;
    tcp::socket socket_;
    Deadline deadline_;
    asio::steady_timer watch_pause_;
    std::function<void()> gone_;
    std::uint64_t watch_round_ = 0;
    static constexpr std::size_t read_size = 16 * 1024;
    const std::unique_ptr<char[]> read_buffer_ = std::make_unique_for_overwrite<char[]>(read_size);
    std::string input_;        ///< bytes read and not yet used
    std::size_t head_end_ = 0; ///< of the request being read, in input_
    HttpRequest request_;
    std::optional<RequestReader> body_; ///< of request_
    std::string piece_;                 ///< of a body
    std::optional<Refusal> broken_body_;
    bool wants_continue_ = false;
    bool busy_ = false; ///< between a request's first byte and its response's end
    /// Since when the next request's header has been waited for; never while there is a request.
    std::chrono::steady_clock::time_point waiting_since_ = DeadlineClock::Time::max();
    bool begun_ = false, chunked_ = false;
    bool keep_open_ = true;
};

} // namespace bsc

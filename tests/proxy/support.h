#pragma once

#include "engine/proxy/proxy.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace bsc::test {

using tcp = boost::asio::ip::tcp;

/// A message as it came over the wire, header names in lower case.
struct Message {
    std::string first_line;
    std::multimap<std::string, std::string> headers;
    std::string body;
    bool whole = false; ///< ended as its framing says

    std::string header(const std::string& name) const;
    unsigned status() const;
};

/// What an upstream does with one request: pieces to write in order, then whether to close.
struct Script {
    std::vector<std::string> pieces;
    bool close = false;
    std::function<void(std::size_t)> before_piece{}; ///< called with its index, may wait
};

/// Holds threads until it is opened, or for 20 s.
class Gate {
  public:
    void open() { opened_.set_value(); }
    void wait() const { open_.wait_for(std::chrono::seconds(20)); }

  private:
    std::promise<void> opened_;
    std::shared_future<void> open_ = opened_.get_future().share();
};

std::string http_response(std::string_view body, std::string_view type = "application/json",
                          std::string_view more_headers = "");
/// The head of a chunked response; chunks and last_chunk follow it.
std::string chunked_head(std::string_view type);
std::string chunk(std::string_view bytes);
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

/// A blocking HTTP server on loopback that follows scripts and remembers what it was asked.
class ScriptedUpstream {
  public:
    using Handler = std::function<Script(const Message&)>;

    explicit ScriptedUpstream(Handler handler, boost::asio::ssl::context* tls = nullptr);
    ~ScriptedUpstream();

    std::uint16_t port() const { return port_; }
    std::string url() const;
    std::size_t count() const;
    Message seen(std::size_t index) const;
    /// Connections that were closed by the other side.
    std::size_t closed() const { return closed_; }

  private:
    void accept();
    template <class Stream>
    void serve(Stream& stream);

    Handler handler_;
    boost::asio::ssl::context* tls_;
    boost::asio::io_context io_;
    tcp::acceptor acceptor_{io_};
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> closed_{0};
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::vector<Message> seen_;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread acceptor_thread_;
};

/// A client that sends exactly the bytes it is given.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port);

    void send(std::string_view bytes);
    /// One response, read by its framing. `head` for responses to HEAD, which have no body.
    Message read(bool head = false);
    /// Reads until `text` has come; false when the connection ended before.
    bool read_until(std::string_view text);
    bool is_closed(); ///< waits for the other side's end
    void close();
    const std::string& unread() const { return buffer_; }

  private:
    bool fill();
    boost::asio::io_context io_;
    tcp::socket socket_{io_};
    std::string buffer_;
};

/// Waits until the condition holds, 20 s at most.
bool comes_true(const std::function<bool()>& condition);

/// A proxy with the lexical encoder and a cache in memory, in front of scripted upstreams.
class ProxyUnderTest {
  public:
    explicit ProxyUnderTest(const std::string& upstream_url,
                            std::function<void(ProxyConfig&)> adjust = {});
    ~ProxyUnderTest();

    std::uint16_t port() const { return port_; }
    Proxy& proxy() { return *proxy_; }
    CacheService& service() { return *service_; }
    EventQueue& events() { return events_; }

    std::string post(std::string_view path, std::string_view body,
                     std::string_view more_headers = "") const;
    /// Sends one request on a connection of its own.
    Message ask(std::string_view path, std::string_view body, std::string_view more_headers = "");
    /// The next flow event; waits for it.
    FlowEvent next_flow();

  private:
    EventQueue events_;
    std::unique_ptr<CacheService> service_;
    std::unique_ptr<Proxy> proxy_;
    std::uint16_t port_ = 0;
};

std::string openai_request(std::string_view prompt, std::string_view more_fields = "");
std::string anthropic_request(std::string_view prompt, std::string_view more_fields = "");
std::string openai_answer(std::string_view text, std::string_view finish = "stop");
std::string anthropic_answer(std::string_view text, std::string_view stop = "end_turn");

} // namespace bsc::test

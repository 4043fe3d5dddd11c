#include "tests/proxy/support.h"

#include "engine/embed/factory.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <sys/socket.h>

namespace bsc::test {

namespace asio = boost::asio;

namespace {

std::string lower(std::string text) {
    for (char& c : text)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

/// Parses a head that ends with an empty line.
Message parse_head(std::string_view head) {
    Message message;
    std::size_t at = head.find("\r\n");
    message.first_line = head.substr(0, at);
    while (at + 2 < head.size()) {
        const std::size_t end = head.find("\r\n", at + 2);
        const std::string_view line = head.substr(at + 2, end - at - 2);
        at = end;
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            break;
        std::size_t value = line.find_first_not_of(' ', colon + 1);
        message.headers.emplace(lower(std::string(line.substr(0, colon))),
                                value == std::string_view::npos ? "" : line.substr(value));
    }
    return message;
}

/// Reads one message by its framing. `fill` appends to `buffer`; false at the end.
Message read_message(std::string& buffer, const std::function<bool()>& fill, bool response,
                     bool no_body) {
    std::size_t end;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
        if (!fill())
            return {};
    Message message = parse_head(std::string_view(buffer).substr(0, end + 2));
    buffer.erase(0, end + 4);
    if (no_body || (response && (message.status() == 204 || message.status() == 304))) {
        message.whole = true;
        return message;
    }
    if (message.header("transfer-encoding") == "chunked") {
        for (;;) {
            std::size_t line;
            while ((line = buffer.find("\r\n")) == std::string::npos)
                if (!fill())
                    return message;
            const std::size_t size = std::stoul(buffer.substr(0, line), nullptr, 16);
            while (buffer.size() < line + 2 + size + 2)
                if (!fill())
                    return message;
            message.body += buffer.substr(line + 2, size);
            buffer.erase(0, line + 2 + size + 2);
            if (size == 0) {
                message.whole = true;
                return message;
            }
        }
    }
    if (const std::string length = message.header("content-length"); !length.empty()) {
        const std::size_t size = std::stoul(length);
        while (buffer.size() < size)
            if (!fill()) {
                message.body = std::exchange(buffer, {});
                return message;
            }
        message.body = buffer.substr(0, size);
        buffer.erase(0, size);
        message.whole = true;
        return message;
    }
    if (response)
        while (fill()) {
        }
    message.whole = true;
    if (response)
        message.body = std::exchange(buffer, {});
    return message;
}

} // namespace

std::string Message::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

unsigned Message::status() const {
    return first_line.size() < 12 ? 0 : static_cast<unsigned>(std::stoul(first_line.substr(9, 3)));
}

std::string http_response(std::string_view body, std::string_view type,
                          std::string_view more_headers) {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           std::string(more_headers) + "\r\n" + std::string(body);
}

std::string chunked_head(std::string_view type) {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) +
           "\r\nTransfer-Encoding: chunked\r\n\r\n";
}

std::string chunk(std::string_view bytes) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + std::string(bytes) + "\r\n";
}

ScriptedUpstream::ScriptedUpstream(Handler handler, asio::ssl::context* tls)
    : handler_(std::move(handler)), tls_(tls) {
    acceptor_.open(tcp::v4());
    acceptor_.bind({asio::ip::address_v4::loopback(), 0});
    acceptor_.listen();
    port_ = acceptor_.local_endpoint().port();
    acceptor_thread_ = std::thread([this] { accept(); });
}

ScriptedUpstream::~ScriptedUpstream() {
    stopping_ = true;
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    acceptor_thread_.join();
    {
        const std::lock_guard lock(mutex_);
        for (int socket : sockets_)
            ::shutdown(socket, SHUT_RDWR);
    }
    for (std::thread& thread : threads_)
        thread.join();
}

std::string ScriptedUpstream::url() const {
    return (tls_ ? "https://localhost:" : "http://127.0.0.1:") + std::to_string(port_);
}

std::size_t ScriptedUpstream::count() const {
    const std::lock_guard lock(mutex_);
    return seen_.size();
}

Message ScriptedUpstream::seen(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return seen_.at(index);
}

void ScriptedUpstream::accept() {
    for (;;) {
        boost::system::error_code error;
        tcp::socket socket = acceptor_.accept(error);
        if (error || stopping_)
            return;
        const std::lock_guard lock(mutex_);
        sockets_.push_back(socket.native_handle());
        threads_.emplace_back([this, socket = std::move(socket)]() mutable {
            const int handle = socket.native_handle();
            boost::system::error_code error;
            if (tls_) {
                asio::ssl::stream<tcp::socket> stream(std::move(socket), *tls_);
                stream.handshake(asio::ssl::stream_base::server, error);
                if (!error)
                    serve(stream);
                const std::lock_guard lock(mutex_);
                std::erase(sockets_, handle);
            } else {
                serve(socket);
                const std::lock_guard lock(mutex_);
                std::erase(sockets_, handle);
                socket.close();
            }
        });
    }
}

template <class Stream>
void ScriptedUpstream::serve(Stream& stream) {
    std::string buffer;
    const auto fill = [&] {
        char piece[4096];
        boost::system::error_code error;
        const std::size_t size = stream.read_some(asio::buffer(piece), error);
        buffer.append(piece, size);
        return !error;
    };
    for (;;) {
        const Message request = read_message(buffer, fill, false, false);
        if (!request.whole) {
            ++closed_;
            return;
        }
        {
            const std::lock_guard lock(mutex_);
            seen_.push_back(request);
        }
        const Script script = handler_(request);
        boost::system::error_code error;
        for (std::size_t i = 0; i < script.pieces.size(); ++i) {
            if (script.before_piece)
                script.before_piece(i);
            asio::write(stream, asio::buffer(script.pieces[i]), error);
            if (error) {
                ++closed_;
                return;
            }
        }
        if (script.close)
            return;
    }
}

RawClient::RawClient(std::uint16_t port) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

void RawClient::send(std::string_view bytes) {
    boost::system::error_code ignored; // the other side may have closed; reading will tell
    asio::write(socket_, asio::buffer(bytes), ignored);
}

bool RawClient::fill() {
    char piece[16384];
    const ssize_t size = ::recv(socket_.native_handle(), piece, sizeof piece, 0);
    if (size > 0)
        buffer_.append(piece, static_cast<std::size_t>(size));
    return size > 0;
}

Message RawClient::read(bool head) {
    return read_message(
        buffer_, [this] { return fill(); }, true, head);
}

bool RawClient::read_until(std::string_view text) {
    while (buffer_.find(text) == std::string::npos)
        if (!fill())
            return false;
    return true;
}

bool RawClient::is_closed() {
    char byte;
    const ssize_t size = ::recv(socket_.native_handle(), &byte, 1, 0);
    return size == 0 || (size < 0 && errno == ECONNRESET);
}

void RawClient::close() { socket_.close(); }

bool comes_true(const std::function<bool()>& condition) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!condition() && std::chrono::steady_clock::now() < give_up)
        std::this_thread::yield();
    return condition();
}

ProxyUnderTest::ProxyUnderTest(const std::string& upstream_url,
                               std::function<void(ProxyConfig&)> adjust) {
    auto embedder =
        make_embedder({.kind = EmbedderKind::lexical, .model_folder = {}, .remote = {}});
    EXPECT_TRUE(embedder);
    CacheServiceConfig config;
    config.cache.threshold = (*embedder)->thresholds().balanced;
    auto service = CacheService::open(config, *embedder, nullptr, nullptr);
    EXPECT_TRUE(service);
    service_ = std::move(*service);
    ProxyConfig proxy;
    proxy.port = 0;
    proxy.upstreams.openai = proxy.upstreams.anthropic = proxy.upstreams.ollama = upstream_url;
    proxy.demo_latency = 0;
    if (adjust)
        adjust(proxy);
    auto made = Proxy::create(proxy, *service_, &events_);
    EXPECT_TRUE(made) << (made ? "" : made.error().text);
    proxy_ = std::move(*made);
    const auto port = proxy_->start();
    EXPECT_TRUE(port) << (port ? "" : port.error().text);
    port_ = port.value_or(0);
}

ProxyUnderTest::~ProxyUnderTest() { proxy_->stop(); }

std::string ProxyUnderTest::post(std::string_view path, std::string_view body,
                                 std::string_view more_headers) const {
    return "POST " + std::string(path) + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string(more_headers) + "\r\n" + std::string(body);
}

Message ProxyUnderTest::ask(std::string_view path, std::string_view body,
                            std::string_view more_headers) {
    RawClient client(port_);
    client.send(post(path, body, more_headers));
    return client.read();
}

FlowEvent ProxyUnderTest::next_flow() {
    Event event;
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < give_up) {
        if (events_.drain({&event, 1}) == 0)
            std::this_thread::yield();
        else if (const auto* flow = std::get_if<FlowEvent>(&event))
            return *flow;
    }
    ADD_FAILURE() << "no flow event came";
    return {};
}

std::string openai_request(std::string_view prompt, std::string_view more_fields) {
    return R"({"model":"m-1","messages":[{"role":"user","content":")" + std::string(prompt) +
           "\"}]" + std::string(more_fields) + "}";
}

std::string anthropic_request(std::string_view prompt, std::string_view more_fields) {
    return R"({"model":"m-1","max_tokens":99,"messages":[{"role":"user","content":")" +
           std::string(prompt) + "\"}]" + std::string(more_fields) + "}";
}

std::string openai_answer(std::string_view text, std::string_view finish) {
    return R"({"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"m-1","choices":[)"
           R"({"index":0,"message":{"role":"assistant","content":")" +
           std::string(text) + R"("},"finish_reason":")" + std::string(finish) +
           R"("}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}})";
}

std::string anthropic_answer(std::string_view text, std::string_view stop) {
    return R"({"id":"msg_1","type":"message","role":"assistant","model":"m-1","content":[)"
           R"({"type":"text","text":")" +
           std::string(text) + R"("}],"stop_reason":")" + std::string(stop) +
           R"(","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":5}})";
}

} // namespace bsc::test

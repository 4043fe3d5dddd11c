#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace bsc::test {

/// A real HTTP server on a free loopback port, a thread a connection. A `respond` that returns
/// status 0 never answers: the connection is held until the client closes it.
class HttpServer {
  public:
    struct Request {
        std::string target, body, authorization;
    };
    struct Answer {
        unsigned status = 200;
        std::string body;
        std::string location;
    };
    using Respond = std::function<Answer(const Request&)>;

    explicit HttpServer(Respond respond)
        : respond_(std::move(respond)),
          acceptor_(io_, {boost::asio::ip::address_v4::loopback(), 0}),
          accepting_([this] { accept(); }) {}

    /// Clients must be gone: their connections end the threads.
    ~HttpServer() {
        stopping_ = true;
        boost::system::error_code ignored;
        Socket wake(io_);
        wake.connect(acceptor_.local_endpoint(), ignored);
    }

    std::string url() const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }
    std::vector<Request> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    unsigned connections() const { return connections_; }

  private:
    using Socket = boost::asio::ip::tcp::socket;

    void accept() {
        std::vector<std::jthread> sessions;
        while (true) {
            Socket socket(io_);
            acceptor_.accept(socket);
            if (stopping_) {
                return;
            }
            ++connections_;
            sessions.emplace_back([this, s = std::move(socket)]() mutable { serve(s); });
        }
    }

    void serve(Socket& socket) {
        namespace http = boost::beast::http;
        boost::beast::flat_buffer buffer;
        boost::system::error_code gone;
        while (true) {
            http::request<http::string_body> request;
            http::read(socket, buffer, request, gone);
            if (gone) {
                return;
            }
            const Request seen{std::string(request.target()), request.body(),
                               std::string(request[http::field::authorization])};
            {
                const std::lock_guard lock(mutex_);
                requests_.push_back(seen);
            }
            const Answer answer = respond_(seen);
            if (answer.status == 0) {
                char byte;
                socket.read_some(boost::asio::buffer(&byte, 1), gone); // returns when it closes
                return;
            }
            http::response<http::string_body> response;
            response.result(answer.status);
            response.body() = answer.body;
            if (!answer.location.empty()) {
                response.set(http::field::location, answer.location);
            }
            response.prepare_payload();
            http::write(socket, response, gone);
        }
    }

    Respond respond_;
    std::atomic<bool> stopping_{false};
    std::atomic<unsigned> connections_{0};
    mutable std::mutex mutex_;
    std::vector<Request> requests_;
    boost::asio::io_context io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::jthread accepting_; ///< last: joined before the rest goes
};

} // namespace bsc::test

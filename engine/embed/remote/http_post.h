#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace bsc {

/// Posts JSON to one URL and keeps the connections open. TLS is verified, redirects are not
/// followed, plain http is for loopback only. Internally locked: any thread may post.
class HttpPoster {
  public:
    /// `bearer` becomes the Authorization header unless empty. Errors: invalid_argument.
    static Result<std::unique_ptr<HttpPoster>> create(const std::string& url,
                                                      const std::string& bearer);
    ~HttpPoster();
    HttpPoster(const HttpPoster&) = delete;
    HttpPoster& operator=(const HttpPoster&) = delete;

    /// The body of a 200 answer of at most 64 MiB. Errors: unavailable (no answer by `deadline`,
    /// no connection, another status); the text holds neither bodies nor the bearer.
    Result<std::string> post(const std::string& json,
                             std::chrono::steady_clock::time_point deadline) const;

    /// scheme://host:port, for messages.
    const std::string& server() const { return server_; }

  private:
    class Connection;

    HttpPoster() = default;
    std::unique_ptr<Connection> take_connection() const;

    std::string url_, server_, bearer_;
    bool loopback_ = false;
    mutable std::mutex mutex_;
    mutable std::vector<std::unique_ptr<Connection>> idle_;
};

} // namespace bsc

#pragma once

#include "engine/base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bsc {

/// A chat request for a proxy.
struct LoadRequest {
    std::uint64_t id = 0; ///< comes back with the reply
    std::string body;
    std::vector<std::string> headers; ///< "name: value"
};

struct LoadReply {
    std::uint64_t id = 0;
    unsigned status = 0; ///< HTTP; 0: no answer, `error` says why
    std::string error;
    bool hit = false, exact = false; ///< from the cache; by an equal request
    std::uint64_t entry = 0;         ///< of the cache that answered, or that was stored
    std::chrono::nanoseconds took{}; ///< first byte sent to last received

    bool answered() const { return status == 200; }
};

/// Sends requests to a proxy on this machine over a fixed number of connections that stay open.
/// One thread.
class HttpLoad {
  public:
    struct Target {
        std::string url;     ///< "http://127.0.0.1:8080"
        std::string token{}; ///< the proxy's local token; empty: it does not ask for one
        unsigned connections = 1;
    };
    /// What comes next: a request to send now, none before `until`, or none ever.
    struct Next {
        enum class Kind { send, wait, end };
        Kind kind = Kind::end;
        LoadRequest request{};
        std::chrono::steady_clock::time_point until{};
    };

    /// Errors: invalid_argument (not a loopback URL, no connection).
    static Result<std::unique_ptr<HttpLoad>> create(const Target& target);
    ~HttpLoad();

    /// Asks `next` whenever a connection is free; returns when there is none ever and all replies
    /// are in, or at once when `cancelled` (what is under way is cut and not told). `cancelled` is
    /// asked at least every 50 ms.
    void run(const std::function<Next()>& next, const std::function<void(const LoadReply&)>& take,
             const std::function<bool()>& cancelled);

  private:
    struct Impl;
    explicit HttpLoad(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace bsc

#pragma once

#include "engine/proxy/demo_upstream.h"
#include "engine/proxy/gateway.h"
#include "engine/proxy/proxy.h"

#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <functional>
#include <optional>
#include <thread>

namespace bsc {

struct RuntimeParts {
    ProxyConfig config;
    CacheService& service;
    FlowLog& flows;
    KeyMaker& keys;
    UpstreamTable upstreams;
    std::string local_token; ///< that clients must show; empty: none
};

/// One run of the proxy, from start to stop: the io thread, the workers, and what lives on them.
///
/// Threads: any, but for the private parts, which belong to the io thread.
class Runtime {
  public:
    explicit Runtime(RuntimeParts parts);
    ~Runtime(); ///< stop()

    /// `done` is called on the io thread.
    void start(std::function<void(Result<std::uint16_t>)> done);
    /// Gives running requests 5 s, then cuts them; returns when the threads have ended.
    void stop();
    void set_upstreams(UpstreamTable table, bool demo);
    std::uint32_t clients() const { return clients_; }

  private:
    struct Net;
    Result<std::uint16_t> open();
    Result<UpstreamTable> table_for(UpstreamTable table, bool demo);
    void wait_until_idle(std::chrono::steady_clock::time_point deadline);

    RuntimeParts parts_;
    asio::io_context io_{1};
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_;
    asio::thread_pool workers_;
    std::unique_ptr<Net> net_;
    std::atomic<std::uint32_t> clients_{0};
    std::thread thread_;
};

} // namespace bsc

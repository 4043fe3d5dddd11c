#pragma once

#include "engine/proxy/proxy.h"
#include "engine/replay/duration_histogram.h"

#include <memory>

namespace bsc {

/// A proxy of one's own to send traffic through: on a free loopback port, with an empty cache in
/// memory, its misses answered by the demo upstream.
class DemoProxy {
  public:
    struct Settings {
        CacheServiceConfig cache{};
        double demo_latency = 0; ///< scale of the upstream's delays; 0: none
        unsigned workers = 2;
    };
    /// Errors: of CacheService::open() and Proxy::start().
    static Result<std::unique_ptr<DemoProxy>> start(std::shared_ptr<const Embedder> embedder,
                                                    const Settings& settings);
    ~DemoProxy();

    const std::string& url() const { return url_; }
    /// Reads the events so far. One thread.
    void drain();
    /// Ends the proxy and reads the last events.
    void stop();

    struct Seen {
        std::uint64_t evictions = 0;
        std::uint64_t dropped = 0;    ///< events that are not in these figures
        DurationHistogram evict_time; ///< of a batch
        DurationHistogram added_time; ///< the proxy itself, a request
    };
    const Seen& seen() const { return seen_; }

  private:
    DemoProxy() = default;
    void count(const Event& event);

    std::unique_ptr<CacheService> service_;
    std::unique_ptr<EventQueue> events_;
    std::unique_ptr<Proxy> proxy_;
    std::string url_;
    std::vector<Event> batch_;
    std::uint32_t left_of_batch_ = 0; ///< evictions whose batch is counted
    Seen seen_;
};

} // namespace bsc

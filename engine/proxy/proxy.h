#pragma once

#include "engine/base/result.h"
#include "engine/proxy/cache_service.h"
#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/events.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bsc {

class TrafficRecorder;

/// Where misses go. URLs are "https://host[:port][/prefix]"; http:// is accepted for loopback, and
/// elsewhere with `plain_http_confirmed`: keys and prompts then travel readable by everybody.
/// A prefix is kept ("https://api.groq.com/openai"), but for a "/v1" at its end, which the clients
/// send. With `demo` every API is answered by the built-in demo upstream and the URLs are not used.
struct Upstreams {
    std::string openai = "https://api.openai.com"; ///< or any server that speaks its API
    std::string anthropic = "https://api.anthropic.com";
    std::string ollama = "http://127.0.0.1:11434";
    bool demo = false;
    bool plain_http_confirmed = false;
};

struct ProxyTimeouts {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds first_byte{600'000};    ///< of an upstream's answer
    std::chrono::milliseconds between_bytes{600'000}; ///< reasoning models are silent for minutes
    std::chrono::milliseconds client_header{20'000};
    std::chrono::milliseconds client_progress{60'000}; ///< between bytes of a body, in or out
    std::chrono::milliseconds client_idle{65'000};
};

struct ProxyConfig {
    std::string host = "127.0.0.1"; ///< loopback only: 127.0.0.1, ::1 or localhost
    std::uint16_t port = 8080;      ///< 0: any free port
    Upstreams upstreams;
    unsigned workers = 2; ///< threads for embedding and look-ups
    std::size_t max_connections = 512;
    std::size_t max_body_bytes = 32u << 20;
    float max_semantic_temperature = 0.3f;
    std::size_t max_semantic_messages = 4;
    bool about_now_bypasses = false; ///< questions about now; else equal ones share an answer
    std::chrono::seconds about_now_ttl{300}; ///< ... for so long
    KeyFields key_fields;
    /// Asks upstreams for the usage numbers of a stream whose client did not, and keeps them from
    /// it: without them its savings are unknown and the answer serves fewer requests.
    bool ask_for_usage = true;
    /// Serves only programs that send local_token() in x-bsc-token: loopback is shared by all users
    /// of a machine.
    bool ask_for_local_token = false;
    /// Prices that go before the shipped ones (prices.h); empty: none.
    std::filesystem::path prices_file;
    /// Model of an embedding server that is paid for by token; empty: local, costs nothing.
    std::string embedding_model;
    ProxyTimeouts timeouts;
    double demo_latency = 1; ///< scale of the demo upstream's delays; 0: none
};

enum class ProxyState { stopped, starting, listening, stopping, failed };

struct ProxyStats {
    std::uint32_t clients = 0; ///< open client connections
    CacheStats cache;
    std::uint64_t database_bytes = 0;
    std::uint64_t events_dropped = 0;
    std::string store_trouble; ///< empty when all is well
};

/// The HTTP proxy: one io thread for all sockets, a few workers for embedding and look-ups.
///
/// Threads: every method may be called from any thread and none waits for the network, but stop().
/// Completions run on the io thread (or inline when it is not running); keep them short.
class Proxy {
  public:
    /// `service` and `events` must outlive the proxy; `events` may be null. Errors:
    /// invalid_argument (an upstream URL or a host that is not loopback, and what would be).
    static Result<std::unique_ptr<Proxy>> create(ProxyConfig config, CacheService& service,
                                                 EventQueue* events);
    ~Proxy(); ///< stop()

    /// Binds and serves. Errors through `done`: busy (the port is taken: the text names who holds
    /// it, when that can be told, and a free port to use instead), io.
    void start(std::function<void(Result<std::uint16_t>)> done);
    /// The same, waiting for the outcome: the bound port.
    Result<std::uint16_t> start();
    /// Closes the listener, gives running requests 5 s, then cuts them (streams without their end).
    void stop();

    ProxyState state() const;
    std::uint16_t port() const; ///< bound port, or the configured one
    /// This installation's token, the same as long as its key file lives; a new one at every start
    /// when nothing is kept.
    const std::string& local_token() const;
    /// Takes effect at the next start. Errors: busy (running).
    Result<void> set_port(std::uint16_t port);
    /// Takes effect with the next request. Errors: invalid_argument.
    Result<void> set_upstreams(Upstreams upstreams);
    Upstreams upstreams() const;
    /// Similarity from which an entry answers, 0..1; told to the event queue.
    Result<void> set_threshold(float threshold);
    /// A word on a hit: stored, and told to the event queue. A wrong label evicts the entry when
    /// `evict` is set. Returns the label's id; 0 when nothing is kept.
    std::uint64_t label(std::uint64_t flow_id, std::uint64_t entry_id, bool right,
                        std::string source, bool evict = false);
    /// Takes a word on a flow back; what was evicted stays so.
    void take_back_label(std::uint64_t flow_id, std::uint64_t label_id);
    /// Records what goes through from the next finished request on; null: nothing.
    void set_recorder(std::shared_ptr<TrafficRecorder> recorder);
    /// Takes effect with the next request; empty: the shipped prices. Errors: io, wrong_format.
    Result<void> set_prices_file(const std::filesystem::path& file);
    ProxyStats stats() const;
    CacheService& service();

  private:
    struct Impl;
    explicit Proxy(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// A free loopback port near `port`, and who holds `port` ("llama-server (pid 4711)"), as far as
/// this user may see.
struct PortAdvice {
    std::string holder; ///< empty: unknown
    std::uint16_t free_port = 0;
};
PortAdvice advise_port(std::uint16_t port);

} // namespace bsc

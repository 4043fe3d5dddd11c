#include "engine/proxy/runtime.h"

namespace bsc {

/// What lives on the io thread, in the order it is built.
struct Runtime::Net {
    Net(RuntimeParts& parts, asio::io_context& io, asio::thread_pool& workers,
        asio::ssl::context tls, std::atomic<std::uint32_t>& clients)
        : clock(io), rules{.max_semantic_temperature = parts.config.max_semantic_temperature,
                           .max_semantic_messages = parts.config.max_semantic_messages,
                           .about_now_bypasses = parts.config.about_now_bypasses,
                           .about_now_ttl = parts.config.about_now_ttl,
                           .reads_all_of =
                               [&service = parts.service](std::string_view text) {
                                   return service.embedder().reads_all_of(text);
                               }},
          pool(io, clock, std::move(tls),
               {.connect = parts.config.timeouts.connect,
                .first_byte = parts.config.timeouts.first_byte,
                .between_bytes = parts.config.timeouts.between_bytes}),
          context{workers,
                  parts.service,
                  pool,
                  parts.flows,
                  parts.keys,
                  rules,
                  parts.config.key_fields,
                  parts.config.ask_for_usage},
          gateway(context, parts.upstreams),
          server(io, clock,
                 {.max_connections = parts.config.max_connections,
                  .max_body_bytes = parts.config.max_body_bytes,
                  .header_time = parts.config.timeouts.client_header,
                  .progress_time = parts.config.timeouts.client_progress,
                  .idle_time = parts.config.timeouts.client_idle,
                  .local_token = parts.local_token},
                 gateway, &clients),
          demo(io, clock, parts.config.demo_latency) {}

    /// Everything open is cut, so that the io thread runs out of work.
    void close() {
        server.close();
        server.abort();
        demo.close();
        demo.abort();
        pool.close();
        clock.expire_all();
        clock.stop();
    }

    DeadlineClock clock;
    RuleSettings rules;
    UpstreamPool pool;
    ProxyContext context;
    Gateway gateway;
    HttpServer server;
    DemoUpstream demo;
};

Runtime::Runtime(RuntimeParts parts) : parts_(std::move(parts)), workers_(parts_.config.workers) {}
Runtime::~Runtime() { stop(); }

void Runtime::start(std::function<void(Result<std::uint16_t>)> done) {
    work_.emplace(io_.get_executor());
    thread_ = std::thread([this, done = std::move(done)] {
        auto port = open();
        if (!port) {
            if (net_)
                net_->close();
            work_.reset();
        }
        done(std::move(port));
        io_.run();
    });
}

Result<std::uint16_t> Runtime::open() {
    auto tls = make_tls_context();
    if (!tls)
        return tl::unexpected(tls.error());
    net_ = std::make_unique<Net>(parts_, io_, workers_, std::move(*tls), clients_);
    net_->clock.start();
    auto table = table_for(parts_.upstreams, parts_.config.upstreams.demo);
    if (!table)
        return tl::unexpected(table.error());
    net_->gateway.set_upstreams(std::move(*table));
    auto port = net_->server.listen(parts_.config.host, parts_.config.port);
    if (!port && port.error().code == ErrorCode::busy) {
        const PortAdvice advice = advise_port(parts_.config.port);
        std::string& text = port.error().text;
        if (!advice.holder.empty())
            text += " It is held by " + advice.holder + ".";
        if (advice.free_port != 0)
            text += " Port " + std::to_string(advice.free_port) + " is free.";
    }
    return port;
}

Result<UpstreamTable> Runtime::table_for(UpstreamTable table, bool demo) {
    if (!demo)
        return table;
    if (net_->demo.port() == 0)
        if (auto port = net_->demo.listen(); !port)
            return tl::unexpected(port.error());
    return make_demo_table(net_->demo.port());
}

void Runtime::set_upstreams(UpstreamTable table, bool demo) {
    asio::post(io_, [this, table = std::move(table), demo]() mutable {
        auto chosen = table_for(std::move(table), demo);
        if (chosen)
            net_->gateway.set_upstreams(std::move(*chosen));
        else
            parts_.flows.notice(NoticeEvent::Kind::upstream_down, chosen.error().text);
    });
}

void Runtime::wait_until_idle(std::chrono::steady_clock::time_point deadline) {
    for (auto count = clients_.load(); count > 0 && std::chrono::steady_clock::now() < deadline;
         count = clients_.load())
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
}

void Runtime::stop() {
    if (!thread_.joinable())
        return;
    constexpr std::chrono::seconds grace{5};
    asio::post(io_, [this] {
        if (net_)
            net_->server.close();
    });
    wait_until_idle(std::chrono::steady_clock::now() + grace);
    asio::post(io_, [this] {
        if (net_)
            net_->close();
        work_.reset();
    });
    thread_.join();
    workers_.join();
    net_.reset();
}

} // namespace bsc

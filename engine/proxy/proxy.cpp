#include "engine/proxy/proxy.h"

#include "engine/code/similarity.h"
#include "engine/proxy/http/local_token.h"
#include "engine/proxy/runtime.h"

#include <condition_variable>
#include <future>
#include <mutex>

namespace bsc {

struct Proxy::Impl {
    Impl(ProxyConfig config, CacheService& service, EventQueue* events, std::string secret,
         UpstreamTable table, std::shared_ptr<const PriceTable> prices)
        : service(service), events(events), local_token(local_token_of(secret)),
          flows(service.store(), events, std::move(prices), config.embedding_model),
          keys(std::move(secret)), config(std::move(config)), table(std::move(table)) {}

    RuntimeParts parts() {
        return {config, service, flows, keys, table, config.ask_for_local_token ? local_token : ""};
    }

    CacheService& service;
    EventQueue* const events;
    const std::string local_token;
    FlowLog flows;
    KeyMaker keys; ///< of the io thread while the proxy runs
    std::atomic<ProxyState> state{ProxyState::stopped};
    std::atomic<std::uint16_t> bound_port{0};

    mutable std::mutex mutex; ///< guards what follows
    ProxyConfig config;
    UpstreamTable table;
    std::shared_ptr<Runtime> runtime;
};

Proxy::Proxy(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Proxy::~Proxy() { stop(); }

Result<std::unique_ptr<Proxy>> Proxy::create(ProxyConfig config, CacheService& service,
                                             EventQueue* events) {
    if (config.host != "127.0.0.1" && config.host != "::1" && config.host != "localhost")
        return fail(
            ErrorCode::invalid_argument,
            "The proxy listens on this machine only: use 127.0.0.1, ::1 or localhost, not '" +
                config.host + "'.");
    auto table = make_upstream_table(config.upstreams);
    if (!table)
        return tl::unexpected(table.error());
    auto prices = PriceTable::with_file(config.prices_file);
    if (!prices)
        return tl::unexpected(prices.error());
    std::filesystem::path key_file;
    if (service.store() && !service.store()->path().empty())
        key_file = service.store()->path().string() + ".key";
    auto secret = installation_secret(key_file);
    if (!secret)
        return tl::unexpected(secret.error());
    config.workers = std::max(config.workers, 1u);
    return std::unique_ptr<Proxy>(
        new Proxy(std::make_unique<Impl>(std::move(config), service, events, std::move(*secret),
                                         std::move(*table), std::move(*prices))));
}

void Proxy::start(std::function<void(Result<std::uint16_t>)> done) {
    std::unique_lock lock(impl_->mutex);
    if (impl_->state == ProxyState::starting || impl_->state == ProxyState::listening) {
        lock.unlock();
        done(fail(ErrorCode::busy, "The proxy is running already."));
        return;
    }
    impl_->state = ProxyState::starting;
    impl_->runtime.reset(); // of an earlier start that failed
    auto runtime = std::make_shared<Runtime>(impl_->parts());
    impl_->runtime = runtime;
    lock.unlock();
    runtime->start([impl = impl_.get(), done = std::move(done)](Result<std::uint16_t> port) {
        if (port)
            impl->bound_port = *port;
        impl->state = port ? ProxyState::listening : ProxyState::failed;
        done(std::move(port));
    });
}

Result<std::uint16_t> Proxy::start() {
    auto outcome = std::make_shared<std::promise<Result<std::uint16_t>>>();
    auto future = outcome->get_future();
    start([outcome](Result<std::uint16_t> port) { outcome->set_value(std::move(port)); });
    return future.get();
}

void Proxy::stop() {
    std::shared_ptr<Runtime> runtime;
    {
        const std::lock_guard lock(impl_->mutex);
        runtime = std::move(impl_->runtime);
        impl_->runtime.reset();
        if (runtime)
            impl_->state = ProxyState::stopping;
    }
    if (!runtime)
        return;
    runtime->stop();
    impl_->bound_port = 0;
    impl_->state = ProxyState::stopped;
}

ProxyState Proxy::state() const { return impl_->state; }

std::uint16_t Proxy::port() const {
    if (const std::uint16_t bound = impl_->bound_port)
        return bound;
    const std::lock_guard lock(impl_->mutex);
    return impl_->config.port;
}

const std::string& Proxy::local_token() const { return impl_->local_token; }

Result<void> Proxy::set_port(std::uint16_t port) {
    const std::lock_guard lock(impl_->mutex);
    const ProxyState state = impl_->state;
    if (state != ProxyState::stopped && state != ProxyState::failed)
        return fail(ErrorCode::busy, "The port can be changed while the proxy is off.");
    impl_->config.port = port;
    return {};
}

Result<void> Proxy::set_upstreams(Upstreams upstreams) {
    auto table = make_upstream_table(upstreams);
    if (!table)
        return tl::unexpected(table.error());
    const std::lock_guard lock(impl_->mutex);
    impl_->config.upstreams = std::move(upstreams);
    impl_->table = std::move(*table);
    if (impl_->runtime)
        impl_->runtime->set_upstreams(impl_->table, impl_->config.upstreams.demo);
    return {};
}

Upstreams Proxy::upstreams() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->config.upstreams;
}

Result<void> Proxy::set_threshold(float threshold) {
    const float old = impl_->service.threshold();
    if (auto set = impl_->service.set_threshold(threshold); !set)
        return set;
    const unsigned bits = impl_->service.cache().config().bits;
    impl_->flows.tell(
        ThresholdEvent{.time_us = now_us(),
                       .old_radius = static_cast<std::uint16_t>(radius_of(old, bits)),
                       .new_radius = static_cast<std::uint16_t>(radius_of(threshold, bits)),
                       .bits = static_cast<std::uint16_t>(bits)});
    return {};
}

std::uint64_t Proxy::label(std::uint64_t flow_id, std::uint64_t entry_id, bool right,
                           std::string source, bool evict) {
    std::uint64_t id = 0;
    if (Store* store = impl_->service.store()) {
        const EntryPtr entry = impl_->service.cache().find(entry_id);
        id = store->put_label(
            {.flow_id = flow_id,
             .entry_id = entry_id,
             .word = right ? LabelWord::right : LabelWord::wrong,
             .source = source,
             .time_us = now_us(),
             .match = entry ? entry->prompt : std::string(),
             // A labelled workload judges all its hits, a person those that strike.
             .chance = source == label_source::classes ? 1.0 : 0.0});
    }
    impl_->flows.tell(LabelEvent{.flow_id = flow_id, .entry_id = entry_id, .right = right});
    if (!right && evict)
        impl_->service.erase(entry_id);
    return id;
}

void Proxy::take_back_label(std::uint64_t flow_id, std::uint64_t label_id) {
    if (Store* store = impl_->service.store(); store && label_id != 0)
        store->erase_label(label_id);
    impl_->flows.tell(LabelEvent{.flow_id = flow_id, .taken_back = true});
}

void Proxy::set_recorder(std::shared_ptr<TrafficRecorder> recorder) {
    impl_->flows.set_recorder(std::move(recorder));
}

Result<void> Proxy::set_prices_file(const std::filesystem::path& file) {
    auto prices = PriceTable::with_file(file);
    if (!prices)
        return tl::unexpected(prices.error());
    impl_->flows.set_prices(std::move(*prices));
    return {};
}

ProxyStats Proxy::stats() const {
    ProxyStats stats;
    {
        const std::lock_guard lock(impl_->mutex);
        if (impl_->runtime)
            stats.clients = impl_->runtime->clients();
    }
    stats.cache = impl_->service.cache().stats();
    if (Store* store = impl_->service.store()) {
        stats.database_bytes = store->file_bytes();
        stats.store_trouble = store->health().trouble;
    }
    if (impl_->events)
        stats.events_dropped = impl_->events->dropped();
    return stats;
}

CacheService& Proxy::service() { return impl_->service; }

} // namespace bsc

#include "engine/traffic/demo_proxy.h"

#include <chrono>

namespace bsc {
namespace {

constexpr std::size_t events_kept = 65'536, events_at_once = 256;

} // namespace

Result<std::unique_ptr<DemoProxy>> DemoProxy::start(std::shared_ptr<const Embedder> embedder,
                                                    const Settings& settings) {
    auto made = std::unique_ptr<DemoProxy>(new DemoProxy);
    auto scorer = embedder->pair_scorer({});
    auto service =
        CacheService::open(settings.cache, std::move(embedder), std::move(scorer), nullptr);
    if (!service)
        return tl::unexpected(service.error());
    made->service_ = std::move(*service);
    made->events_ = std::make_unique<EventQueue>(events_kept);
    made->batch_.resize(events_at_once);
    ProxyConfig config;
    config.port = 0;
    config.upstreams.demo = true;
    config.demo_latency = settings.demo_latency;
    config.workers = settings.workers;
    constexpr std::size_t many_connections = 8192;
    config.max_connections = many_connections;
    auto proxy = Proxy::create(config, *made->service_, made->events_.get());
    if (!proxy)
        return tl::unexpected(proxy.error());
    made->proxy_ = std::move(*proxy);
    const auto port = made->proxy_->start();
    if (!port)
        return tl::unexpected(port.error());
    made->url_ = "http://127.0.0.1:" + std::to_string(*port);
    return made;
}

DemoProxy::~DemoProxy() {
    if (proxy_)
        proxy_->stop();
}

void DemoProxy::drain() {
    for (std::size_t count = batch_.size(); count == batch_.size();) {
        count = events_->drain(batch_);
        for (std::size_t i = 0; i < count; ++i)
            this->count(batch_[i]);
    }
    seen_.dropped = events_->dropped();
}

void DemoProxy::stop() {
    proxy_->stop();
    drain();
}

void DemoProxy::count(const Event& event) {
    using std::chrono::microseconds;
    if (const auto* flow = std::get_if<FlowEvent>(&event)) {
        seen_.added_time.add(microseconds(flow->added_us));
    } else if (const auto* eviction = std::get_if<EvictionEvent>(&event)) {
        ++seen_.evictions;
        if (left_of_batch_ == 0) {
            seen_.evict_time.add(microseconds(eviction->took_us));
            left_of_batch_ = eviction->batch;
        }
        left_of_batch_ -= left_of_batch_ > 0;
    }
}

} // namespace bsc

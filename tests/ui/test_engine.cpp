#include "tests/ui/test_engine.h"

#include "engine/code/similarity.h"
#include "engine/embed/lexical/lexical_embedder.h"

namespace bsc::ui {

TestEngine::TestEngine(std::uint16_t port, std::unique_ptr<Store> store) {
    auto embedder = std::make_shared<LexicalEmbedder>();
    CacheServiceConfig config;
    config.cache.threshold = embedder->thresholds().balanced;
    service =
        std::move(*CacheService::open(config, std::move(embedder), nullptr, std::move(store)));
    ProxyConfig proxyConfig;
    proxyConfig.port = port;
    proxyConfig.upstreams.demo = true;
    proxy = std::move(*Proxy::create(proxyConfig, *service, &events));
}

unsigned TestEngine::bits() const { return service->cache().config().bits; }

unsigned TestEngine::radius() const { return radius_of(service->threshold(), bits()); }

} // namespace bsc::ui

#pragma once

#include "engine/proxy/proxy.h"

#include <memory>

namespace bsc::ui {

/// The real engine with the lexical encoder and the demo upstream, nothing kept on disk.
struct TestEngine {
    /// `port` 0: any free one. `store` null: nothing is kept at all.
    explicit TestEngine(std::uint16_t port = 0, std::unique_ptr<Store> store = nullptr);

    unsigned bits() const;
    unsigned radius() const;

    std::unique_ptr<CacheService> service;
    EventQueue events;
    std::unique_ptr<Proxy> proxy;
};

} // namespace bsc::ui

#pragma once

#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/routes.h"
#include "engine/proxy/wishes.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

struct RuleSettings {
    float max_semantic_temperature = 0.3f;
    std::size_t max_semantic_messages = 4;
    bool about_now_bypasses = false;         ///< questions about now; else they are matched exactly
    std::chrono::seconds about_now_ttl{300}; ///< of answers to them
    /// Whether the embedder reads a text to its end.
    std::function<bool(std::string_view)> reads_all_of;
};

/// What the cache does with one request.
struct CachePlan {
    bool lookup = true;
    bool exact = true;
    bool semantic = true;
    bool store = true;
    std::optional<std::chrono::seconds> ttl;
    /// The rule that narrows the plan, in words for x-bsc-reason; empty when none does.
    std::string reason;

    bool bypasses() const { return !lookup && !store; }
};

/// `mode` is that of the request's path, which the request may only narrow.
CachePlan plan_for(const ApiRequest& request, CacheMode mode, const CacheWishes& wishes,
                   const RuleSettings& settings);

} // namespace bsc

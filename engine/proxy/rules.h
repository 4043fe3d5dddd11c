#pragma once

#include "engine/proxy/dialects/dialect.h"
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
    std::chrono::seconds fresh_ttl{300}; ///< of answers to questions about now
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

CachePlan plan_for(const ChatRequest& request, const CacheWishes& wishes,
                   const RuleSettings& settings);

} // namespace bsc

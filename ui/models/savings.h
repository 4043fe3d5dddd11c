#pragma once

#include "ui/models/flow.h"

#include <cstdint>

namespace bsc::ui {

/// What the cache spared: money at the price of the original usage, and tokens. Coalesced requests
/// save like hits. A wrong hit costs what it seemed to save, and spares no tokens.
struct Savings {
    std::int64_t savedNanoUsd = 0, spentNanoUsd = 0; ///< of requests with a known price
    std::uint64_t priced = 0, unpriced = 0;          ///< requests that saved, by known price
    std::uint64_t inputTokens = 0, outputTokens = 0;

    void add(const FlowEvent& flow);
    /// A hit counted before was called wrong, or is right after all.
    void markWrong(const Flow& hit);
    void markRight(const Flow& hit);
};

} // namespace bsc::ui

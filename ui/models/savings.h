#pragma once

#include "ui/models/flow.h"

#include <array>
#include <cstdint>

namespace bsc::ui {

enum class SavedBy { exact, semantic, coalesced };

struct SavedPart {
    std::int64_t nanoUsd = 0; ///< of answers with a known price
    std::uint64_t answers = 0;
};

/// What the cache spared: money at the price of the original usage, and tokens. Coalesced requests
/// save like hits. A wrong hit costs what it seemed to save, and spares no tokens.
struct Savings {
    std::int64_t savedNanoUsd = 0, spentNanoUsd = 0; ///< of requests with a known price
    std::uint64_t priced = 0, unpriced = 0;          ///< requests that saved, by known price
    std::uint64_t inputTokens = 0, outputTokens = 0;
    std::array<SavedPart, 3> parts; ///< by SavedBy; their money sums up to savedNanoUsd

    const SavedPart& part(SavedBy by) const { return parts[static_cast<std::size_t>(by)]; }

    void add(const FlowEvent& flow);
    /// A hit counted before was called wrong, or is right after all.
    void markWrong(const Flow& hit);
    void markRight(const Flow& hit);

  private:
    void addMoney(Verdict verdict, Tier tier, std::int64_t nanoUsd);
};

} // namespace bsc::ui

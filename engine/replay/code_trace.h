#pragma once

#include "engine/code/code.h"
#include "engine/replay/prompt_gate.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace bsc {

/// One request of a trace, encoded already.
struct CodeRequest {
    static constexpr std::uint32_t no_class = UINT32_MAX;
    static constexpr std::int64_t no_price = INT64_MIN;

    Code code; ///< 0 bits: a text without content, meets the exact tier only
    /// Equal texts of one partition have equal numbers, others different ones: the exact tier's
    /// key.
    std::uint64_t text = 0;
    std::uint32_t partition = 0;      ///< entries of different partitions never meet
    std::uint32_t meaning = no_class; ///< class label; prompts of one class may share an answer
    std::uint32_t tokens = 0;         ///< of the answer; 0: unknown
    std::int64_t nano_usd = no_price; ///< what the upstream's answer costs, 1e-9 USD
};

/// A workload as an eviction policy sees it.
struct CodeTrace {
    std::string name;
    unsigned bits = 0;
    std::vector<CodeRequest> requests{}; ///< in order of arrival
    std::uint64_t classes = 0; ///< distinct classes, each one-off text without a class counted
    std::shared_ptr<const PromptGate> gate{}; ///< of its texts; none: they are not known
};

} // namespace bsc

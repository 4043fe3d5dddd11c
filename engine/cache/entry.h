#pragma once

#include "engine/base/digest.h"
#include "engine/code/code.h"
#include "engine/index/code_index.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// Everything about a request that must be equal before two prompts may share an answer (model,
/// system message, earlier turns, tenant, ...), hashed. Entries of different partitions never meet.
using PartitionKey = Digest;

/// Wall-clock time in microseconds since the Unix epoch.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// An embedding kept at one byte a dimension: value = scale * byte. Enough to rebuild codes and to
/// re-score a shortlist.
struct QuantizedVector {
    std::vector<std::int8_t> values; ///< empty: the entry is in the exact tier only
    float scale = 0;
};

/// One stored answer. Immutable but for its use counters, shared with readers.
struct CacheEntry {
    EntryId id = 0;
    PartitionKey partition{};
    Digest request_sha256{};   ///< of the canonical request: the exact tier's key
    Digest embedding_sha256{}; ///< of the little-endian float32 values
    Code code;                 ///< 0 bits: exact tier only
    QuantizedVector vector;
    std::string prompt; ///< the text that was embedded
    std::string answer; ///< the final JSON object of the upstream
    TimePoint created{};
    std::optional<TimePoint> expires;
    std::uint32_t tokens = 0; ///< of the answer, as the upstream counted them; 0: unknown

    mutable std::atomic<std::int64_t> last_accessed_us{0};
    mutable std::atomic<std::uint64_t> access_count{0};
    /// Never evicted, by no policy and no batch; it expires like any other. The writer's to change.
    mutable std::atomic<bool> pinned{false};
    /// Where the eviction policy keeps its record of this entry: the policy's to give and read.
    mutable std::atomic<std::uint32_t> policy_slot{no_policy_slot};

    static constexpr std::uint32_t no_policy_slot = UINT32_MAX;
};

using EntryPtr = std::shared_ptr<const CacheEntry>;

} // namespace bsc

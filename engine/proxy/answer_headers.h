#pragma once

#include "engine/cache/decision.h"
#include "engine/proxy/http/message.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bsc {

/// How an answer is labelled: X-Cache, Cache-Status (RFC 9211), Age (RFC 9111) and the x-bsc-*
/// numbers behind the decision.

/// Adds the fields of a hit on `entry`.
void label_hit(Headers& headers, const Decision& decision, const CacheEntry& entry, TimePoint now);

/// What became of a request that was not answered from the cache.
struct ForwardLabel {
    /// RFC 9211: "miss", "request" (the client asked for a fresh answer) or "bypass" (a rule did).
    std::string_view fwd = "miss";
    unsigned status = 0;        ///< of the upstream
    std::uint64_t entry_id = 0; ///< of the entry made of the answer; 0: not known (yet)
    bool collapsed = false;     ///< shared the forwarded request of another
    std::string_view reason;
};

/// Adds the fields of a forwarded request, ours as the last member of Cache-Status.
void label_forwarded(Headers& headers, const ForwardLabel& label, const Decision& decision);

/// Text as a header value: one line of printable ASCII.
std::string header_text(std::string_view text);

} // namespace bsc

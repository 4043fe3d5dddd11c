#pragma once

#include "engine/base/result.h"
#include "engine/proxy/http/message.h"

#include <chrono>
#include <optional>
#include <string>

namespace bsc {

/// What the client's headers ask of the cache: Cache-Control (RFC 9111), x-bsc-*, and the names
/// that Portkey, Helicone, Bifrost and Cloudflare use for the same things.
struct CacheWishes {
    bool lookup = true;
    bool store = true;
    bool exact = true;
    bool semantic = true;
    bool only_if_cached = false;
    std::optional<std::chrono::seconds> max_age, ttl;
    std::optional<float> threshold;
    std::string name_space;
    std::string reason; ///< which header, when lookup is off
};

/// Errors: invalid_argument (an x-bsc-* header with a value it does not take).
Result<CacheWishes> read_wishes(const Headers& headers);

/// Takes out what is meant for this cache and not for the upstream.
void strip_wishes(Headers& headers);

} // namespace bsc

#pragma once

#include "engine/proxy/dialects/api_request.h"
#include "engine/proxy/http/message.h"
#include "engine/proxy/keys.h"
#include "engine/proxy/rules.h"
#include "engine/proxy/wishes.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// All that a request's bytes say to the cache.
struct RequestReading {
    ApiRequest chat;
    CacheWishes wishes;
    CachePlan plan;
    RequestKeys keys;
};

/// Readings of the last requests. Programs repeat requests byte for byte, and taking one apart is
/// dearer than everything else an exact hit needs. A request is known only by all its bytes:
/// target, header fields and body, and the upstream it is for.
///
/// Threads: one at a time. Holds at most slots x longest_request bytes.
class RequestMemo {
  public:
    static constexpr std::size_t slots = 256, longest_request = 32 * 1024;

    /// Null when it is not known. Valid until the next keep().
    const RequestReading* find(const HttpRequest& request, std::string_view upstream);
    /// `reading` of the request that find() was just asked for.
    void keep(RequestReading reading);

  private:
    struct Slot {
        std::string bytes;
        RequestReading reading;
    };

    std::string asked_; ///< the bytes find() was asked for; empty: too long to keep
    std::size_t slot_ = 0;
    std::vector<Slot> kept_ = std::vector<Slot>(slots);
};

} // namespace bsc

#pragma once

#include "engine/proxy/dialects/endpoint.h"
#include "engine/proxy/dialects/sse.h"

#include <string>
#include <string_view>

namespace bsc {

/// Keeps the usage numbers that were only asked for by asking_for_usage() from one client: the rest
/// of its event stream passes byte by byte, event by event.
class UsageFilter {
  public:
    explicit UsageFilter(const Endpoint& endpoint) : endpoint_(endpoint) {}

    /// What the client gets of the stream's next bytes, cut anywhere; valid until the next call.
    /// The beginning of an event is held until its end has come.
    std::string_view pass(std::string_view bytes);
    /// What is still held when the stream has ended.
    std::string_view rest() const { return held_; }

  private:
    const Endpoint& endpoint_;
    SseReader reader_;
    std::string held_, passed_;
};

} // namespace bsc

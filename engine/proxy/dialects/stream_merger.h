#pragma once

#include "engine/proxy/dialects/sse.h"
#include "engine/proxy/json/json.h"

#include <string>
#include <string_view>

namespace bsc {

/// Puts the pieces of one answer stream together into the object that the same request would have
/// returned without streaming. Generic: fields it does not know survive.
class StreamMerger {
  public:
    enum class State {
        open,
        finished, ///< the closing piece was seen
        broken,   ///< an error, or data that is not this endpoint's
    };
    virtual ~StreamMerger() = default;

    /// The stream's next bytes, cut anywhere. Ignored once the stream has finished or broken.
    virtual void add(std::string_view bytes) = 0;
    /// What has been merged, complete once finished.
    virtual json::object answer() = 0;
    /// Whether the answer is whole although the closing piece is missing.
    virtual bool is_whole() const = 0;
    State state() const { return state_; }

  protected:
    State state_ = State::open;
};

/// Of server-sent events.
class SseMerger : public StreamMerger {
  public:
    void add(std::string_view bytes) final;

  protected:
    virtual void add_event(const SseEvent& event) = 0;

  private:
    SseReader reader_;
};

/// Of JSON objects, one a line.
class LineMerger : public StreamMerger {
  public:
    void add(std::string_view bytes) final;

  protected:
    virtual void add_object(const json::object& object) = 0;

  private:
    std::string line_; ///< the beginning of a line whose end has not come
};

} // namespace bsc

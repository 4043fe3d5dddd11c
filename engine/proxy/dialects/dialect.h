#pragma once

#include "engine/base/result.h"
#include "engine/proxy/dialects/ids.h"
#include "engine/proxy/dialects/sse.h"
#include "engine/proxy/dialects/usage.h"
#include "engine/proxy/events.h"
#include "engine/proxy/json/json.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// What the cache rules look at.
struct RequestTraits {
    std::size_t messages = 0;
    std::optional<double> temperature;
    bool many_answers = false;  ///< asks for more than one answer
    bool probabilities = false; ///< wants token probabilities
    bool tools = false;         ///< the caller's own functions
    bool server_tools = false;  ///< the provider searches, runs code or calls servers
    bool media = false;         ///< images, audio, files, anything but text
    bool tool_result = false;   ///< the last turn brings a tool's result
    bool user_last = true;      ///< the last turn is the user's
};

/// A chat request, read for the cache.
struct ChatRequest {
    std::string model;
    std::vector<std::string> prompt_parts; ///< texts of the last user turn
    std::string prompt;                    ///< the same, joined: what is embedded
    /// Canonical JSON of everything that must be equal before two prompts may share an answer: the
    /// body without the prompt and without the fields that cannot change the answer.
    std::string partition_json;
    bool stream = false;
    bool wants_usage = true; ///< an answer without usage numbers would be incomplete
    RequestTraits traits;
};

/// Puts the events of one answer stream together into the object that the same request would have
/// returned without streaming. Generic: fields it does not know survive.
class StreamMerger {
  public:
    enum class State {
        open,
        finished, ///< the closing event was seen
        broken,   ///< an error event, or data that is not this dialect's
    };
    virtual ~StreamMerger() = default;

    virtual void add(const SseEvent& event) = 0;
    /// What has been merged, complete once finished.
    virtual json::object answer() = 0;
    /// Whether the answer is whole although the closing event is missing.
    virtual bool is_whole() const = 0;
    State state() const { return state_; }

  protected:
    State state_ = State::open;
};

/// One provider's chat API: how requests are read and answers are told. Stateless.
class ChatDialect {
  public:
    virtual ~ChatDialect() = default;

    virtual Dialect name() const = 0;
    /// Header in which the provider names a request.
    virtual std::string_view request_id_header() const = 0;

    /// `key_has_end_user`: fields that name the end user are part of the partition. Errors:
    /// wrong_format.
    virtual Result<ChatRequest> parse_request(std::string_view body,
                                              bool key_has_end_user) const = 0;

    /// Why a final answer must not be stored; empty when it may.
    virtual std::string why_not_stored(const json::object& answer) const = 0;
    virtual std::optional<Usage> usage_of(const json::object& answer) const = 0;
    virtual std::unique_ptr<StreamMerger> merger() const = 0;

    /// Gives a stored answer the ids and the time of a new one.
    virtual void renew(json::object& answer, IdSource& ids) const = 0;
    /// The event stream that tells `answer`.
    virtual std::string to_stream(const json::object& answer, const ChatRequest& request) const = 0;

    virtual std::string error_body(unsigned status, std::string_view text) const = 0;
};

} // namespace bsc

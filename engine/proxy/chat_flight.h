#pragma once

#include "engine/proxy/http/content_decoder.h"
#include "engine/proxy/keys.h"
#include "engine/proxy/proxy_context.h"
#include "engine/proxy/routes.h"
#include "engine/proxy/shared_answer.h"
#include "engine/proxy/upstreams.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bsc {

/// What a request leaves for its upstream with.
struct UpstreamRequest {
    const Route& route;
    Upstream upstream;
    std::string method, target, body;
    Headers headers;
    Digest body_sha256{}; ///< of the client's body, before anything was added to it
    bool stream = false;
    bool tells_usage = true; ///< the answer will have usage numbers
    RequestKeys keys;
    bool joinable = false;
    bool store = false;
    std::optional<std::chrono::seconds> ttl{};
    std::string prompt{};
    bool semantic = false;          ///< a paraphrase may find the entry
    std::vector<float> embedding{}; ///< of the prompt; empty: made when the answer is stored
};

/// The upstream's side of a request: asks it, reads its answer for whoever follows, stores it. Goes
/// on while somebody follows; when the last one has left it is cancelled at once, as an answer
/// nobody waits for costs money.
///
/// Threads: the io thread only.
class ChatFlight : public std::enable_shared_from_this<ChatFlight> {
  public:
    enum class Form {
        object, ///< one JSON object
        stream, ///< the endpoint's stream
        other,  ///< an error, or nothing this endpoint is known to answer: relayed as it is
    };
    /// What was made of the answer, complete once it has ended.
    struct Outcome {
        std::optional<Usage> usage;
        std::uint64_t entry_id = 0; ///< 0: not stored
        std::string text;          ///< the answer as it is stored; empty when it was not understood
        std::string note;          ///< why it was not stored, if it was to be
        std::uint32_t took_us = 0; ///< to store it
    };

    ChatFlight(ProxyContext& context, UpstreamRequest request);

    /// Starts it. It lives on by itself until the upstream's answer has ended.
    void depart();

    const std::shared_ptr<SharedAnswer>& shared_answer() const { return answer_; }
    const SharedAnswer& answer() const { return *answer_; }
    Form form() const { return form_; } ///< known once the answer has a head
    const Outcome& outcome() const { return outcome_; }

    const Digest& request_key() const { return request_.keys.request; }
    const Digest& body_sha256() const { return request_.body_sha256; }
    bool asked_for_stream() const { return request_.stream; }
    bool tells_usage() const { return request_.tells_usage; }
    std::chrono::steady_clock::time_point departed() const { return departed_; }

  private:
    static asio::awaitable<void> fly(std::shared_ptr<ChatFlight> self);
    /// Empty, or what ended it early.
    asio::awaitable<std::optional<UpstreamError>> run();
    asio::awaitable<std::optional<UpstreamError>> read_object();
    asio::awaitable<std::optional<UpstreamError>> read_stream();
    asio::awaitable<std::optional<UpstreamError>> read_other();
    asio::awaitable<UpstreamResult<std::string_view>> read();

    /// Counts the answer's tokens and stores it when it may be stored; `text` is its JSON.
    asio::awaitable<void> keep(json::object answer, std::string text);
    asio::awaitable<void> store();
    void tell_about(const InsertOutcome& inserted);
    /// Nobody may join any more.
    void close();

    ProxyContext& context_;
    UpstreamRequest request_;
    const Endpoint& endpoint_;
    const std::chrono::steady_clock::time_point departed_ = std::chrono::steady_clock::now();
    UpstreamExchange exchange_;
    std::unique_ptr<ContentDecoder> decoder_;
    std::shared_ptr<SharedAnswer> answer_;
    Form form_ = Form::other;
    Outcome outcome_;
};

} // namespace bsc

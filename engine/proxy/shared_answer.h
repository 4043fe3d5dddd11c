#pragma once

#include "engine/proxy/http/asio.h"
#include "engine/proxy/http/message.h"
#include "engine/proxy/http/upstream.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bsc {

/// Wakes the coroutines that wait for something to change; they look again then.
class Signal {
  public:
    explicit Signal(asio::io_context& io) : timer_(io, asio::steady_timer::time_point::max()) {}

    void notify() { timer_.cancel(); }
    asio::awaitable<void> wait() { co_await timer_.async_wait(use_tuple); }

  private:
    asio::steady_timer timer_;
};

/// One upstream's answer on its way to several readers, each at its own pace and from the start.
///
/// The last `kept_bytes` are held. The writer keeps to the pace of the fastest reader, so one is
/// always served, and does not wait for the others: who still needs bytes that fell out of the kept
/// ones is dropped. (A slow downstream must not block the fill: Envoy's cache filter, PR 34595.)
///
/// Threads: the io thread only.
class SharedAnswer {
  public:
    static constexpr std::size_t kept_bytes = 8u << 20;
    /// How far the writer runs ahead of the fastest reader.
    static constexpr std::size_t head_start = kept_bytes / 2;

    /// `abandoned` is called when the last reader has left before the end.
    SharedAnswer(asio::io_context& io, std::function<void()> abandoned);

    /// Writer: head, pieces, end; or a failure at any time.
    void begin(HttpResponseHead head, std::optional<std::uint64_t> length);
    asio::awaitable<void> append(std::string_view bytes);
    void end();
    void fail(UpstreamError error);

    const std::optional<HttpResponseHead>& head() const { return head_; }
    /// Of the body, when the upstream has told it.
    std::optional<std::uint64_t> length() const { return length_; }
    const std::optional<UpstreamError>& failure() const { return failure_; }
    bool has_ended() const { return ended_; }
    /// Nothing has been let go of: a new reader would get all of it.
    bool is_kept_whole() const { return first_piece_ == 0; }
    std::size_t readers() const { return readers_.size(); }

    using Piece = std::shared_ptr<const std::string>;

    /// Each call returns early when the reader has left or was dropped.
    class Reader {
      public:
        /// `dropped` is called when the reader was too slow: it ends a write that hangs.
        Reader(std::shared_ptr<SharedAnswer> answer, std::function<void()> dropped);
        ~Reader();
        Reader(const Reader&) = delete;
        Reader& operator=(const Reader&) = delete;

        /// Until there is a head or a failure.
        asio::awaitable<void> wait_for_head();
        /// Until the end, a failure, or more bytes than the writer's head start.
        asio::awaitable<void> wait_for_whole();
        /// The next piece; null at the end and after a failure.
        asio::awaitable<Piece> next();

        void leave();
        bool has_left() const { return left_; }
        bool was_dropped() const { return was_dropped_; }

      private:
        friend class SharedAnswer;
        bool is_out() const { return left_ || was_dropped_; }
        void step_out();

        const std::shared_ptr<SharedAnswer> answer_;
        const std::function<void()> dropped_;
        std::size_t piece_ = 0;  ///< number of the next one
        std::uint64_t read_ = 0; ///< bytes before it
        bool left_ = false, was_dropped_ = false;
    };

  private:
    bool fastest_is_far() const;
    void let_go();

    Signal progress_, room_;
    const std::function<void()> abandoned_;
    std::optional<HttpResponseHead> head_;
    std::optional<std::uint64_t> length_;
    std::deque<Piece> pieces_;
    std::size_t first_piece_ = 0; ///< number of pieces_.front()
    std::uint64_t written_ = 0;
    std::size_t held_ = 0; ///< bytes in pieces_
    std::vector<Reader*> readers_;
    std::optional<UpstreamError> failure_;
    bool ended_ = false;
};

} // namespace bsc

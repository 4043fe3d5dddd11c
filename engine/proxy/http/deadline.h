#pragma once

#include "engine/proxy/http/asio.h"

#include <chrono>
#include <functional>
#include <unordered_set>

namespace bsc {

/// Closes what takes too long. One timer looks at all deadlines a few times a second: setting one
/// costs a store, where a timer each would cost several heap operations a request.
///
/// Threads: the io thread only.
class DeadlineClock {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit DeadlineClock(asio::io_context& io) : timer_(io) {}

    void start();
    void stop();
    /// Lets every deadline that is kept pass now.
    void expire_all();

  private:
    friend class Deadline;
    void tick();
    void expire_before(Time time);

    asio::steady_timer timer_;
    bool running_ = false;
    std::unordered_set<class Deadline*> kept_;
};

/// One deadline and what to do when it passes. Must not outlive its clock.
class Deadline {
  public:
    Deadline(DeadlineClock& clock, std::function<void()> on_expiry)
        : clock_(clock), on_expiry_(std::move(on_expiry)) {
        clock_.kept_.insert(this);
    }
    ~Deadline() { clock_.kept_.erase(this); }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    void expires_after(std::chrono::milliseconds wait) {
        time_ = std::chrono::steady_clock::now() + wait;
        expired_ = false;
    }
    void never() { time_ = DeadlineClock::Time::max(); }
    bool expired() const { return expired_; }

  private:
    friend class DeadlineClock;
    DeadlineClock& clock_;
    std::function<void()> on_expiry_;
    DeadlineClock::Time time_ = DeadlineClock::Time::max();
    bool expired_ = false;
};

} // namespace bsc

#include "engine/proxy/http/deadline.h"

#include <vector>

namespace bsc {

void DeadlineClock::start() {
    running_ = true;
    tick();
}

void DeadlineClock::stop() {
    running_ = false; // cancelling does not reach a tick that is already on its way
    timer_.cancel();
}

void DeadlineClock::tick() {
    constexpr std::chrono::milliseconds interval{100};
    timer_.expires_after(interval);
    timer_.async_wait([this](IoError error) {
        if (error || !running_)
            return;
        expire_before(std::chrono::steady_clock::now());
        tick();
    });
}

void DeadlineClock::expire_all() { expire_before(Time::max()); }

void DeadlineClock::expire_before(Time time) {
    std::vector<Deadline*> passed;
    for (Deadline* deadline : kept_)
        if (deadline->time_ <= time)
            passed.push_back(deadline);
    for (Deadline* deadline : passed) {
        if (!kept_.contains(deadline))
            continue;
        deadline->never();
        deadline->expired_ = true;
        deadline->on_expiry_();
    }
}

} // namespace bsc

#include "ui/models/event_pump.h"

#include <chrono>
#include <span>

namespace bsc::ui {

namespace {

constexpr std::chrono::milliseconds pump_tick{33}, budget{4};
constexpr std::size_t chunk = 256;

} // namespace

EventPump::EventPump(EventQueue& queue, QObject* parent) : QObject(parent), queue_(queue) {
    timer_.setInterval(pump_tick);
    connect(&timer_, &QTimer::timeout, this, [this] { drain(QDeadlineTimer(budget)); });
}

void EventPump::start() { timer_.start(); }

void EventPump::stop() {
    timer_.stop();
    drainNow();
}

void EventPump::drainNow() { drain(QDeadlineTimer(QDeadlineTimer::Forever)); }

void EventPump::drain(QDeadlineTimer deadline) {
    std::size_t size = 0, taken = chunk;
    while (taken == chunk && !deadline.hasExpired()) {
        batch_.resize(size + chunk);
        taken = queue_.drain(std::span(batch_).subspan(size, chunk));
        size += taken;
    }
    batch_.resize(size);
    if (!batch_.empty())
        emit drained(batch_);
}

} // namespace bsc::ui

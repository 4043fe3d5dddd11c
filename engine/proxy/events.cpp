#include "engine/proxy/events.h"

#include <algorithm>
#include <bit>

namespace bsc {

std::string_view name_of(Dialect dialect) {
    switch (dialect) {
    case Dialect::openai:
        return "openai";
    case Dialect::anthropic:
        return "anthropic";
    case Dialect::ollama:
        return "ollama";
    case Dialect::other:
        break;
    }
    return "other";
}

/// Bounded queue of numbered slots (D. Vyukov, "Bounded MPMC queue", 1024cores.net). A slot whose
/// turn equals a writer's ticket is free for that writer; turn = ticket + 1 says that it is filled.
struct EventQueue::Impl {
    struct Slot {
        std::atomic<std::size_t> turn{0};
        Event event;
    };

    explicit Impl(std::size_t capacity)
        : size(std::bit_ceil(std::max<std::size_t>(capacity, 2))),
          slots(std::make_unique<Slot[]>(size)) {
        for (std::size_t i = 0; i < size; ++i)
            slots[i].turn.store(i, std::memory_order_relaxed);
    }
    Slot& slot(std::size_t ticket) { return slots[ticket & (size - 1)]; }

    const std::size_t size;
    std::unique_ptr<Slot[]> slots;
    alignas(64) std::atomic<std::size_t> write_ticket{0};
    alignas(64) std::size_t read_ticket = 0;
    alignas(64) std::atomic<std::uint64_t> dropped{0};
};

EventQueue::EventQueue(std::size_t capacity) : impl_(std::make_unique<Impl>(capacity)) {}
EventQueue::~EventQueue() = default;

bool EventQueue::push(const Event& event) {
    std::size_t ticket = impl_->write_ticket.load(std::memory_order_relaxed);
    for (;;) {
        Impl::Slot& slot = impl_->slot(ticket);
        const std::size_t turn = slot.turn.load(std::memory_order_acquire);
        if (turn == ticket) {
            if (!impl_->write_ticket.compare_exchange_weak(ticket, ticket + 1,
                                                           std::memory_order_relaxed))
                continue;
            slot.event = event;
            slot.turn.store(ticket + 1, std::memory_order_release);
            return true;
        }
        if (turn < ticket) { // still holds the event of one round ago: full
            impl_->dropped.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
        ticket = impl_->write_ticket.load(std::memory_order_relaxed);
    }
}

std::size_t EventQueue::drain(std::span<Event> out) {
    std::size_t count = 0;
    for (; count < out.size(); ++count) {
        Impl::Slot& slot = impl_->slot(impl_->read_ticket);
        if (slot.turn.load(std::memory_order_acquire) != impl_->read_ticket + 1)
            break;
        out[count] = slot.event;
        slot.turn.store(impl_->read_ticket + impl_->size, std::memory_order_release);
        ++impl_->read_ticket;
    }
    return count;
}

std::uint64_t EventQueue::dropped() const { return impl_->dropped.load(std::memory_order_relaxed); }

} // namespace bsc

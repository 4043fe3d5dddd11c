#include "engine/proxy/single_flight.h"

#include "engine/proxy/chat_flight.h"

namespace bsc {

std::shared_ptr<ChatFlight> SingleFlight::find(const Digest& request, bool wants_usage) const {
    for (const bool has_usage : {true, false}) {
        const auto found = flights_[has_usage].find(request);
        if (found == flights_[has_usage].end() || (wants_usage && !has_usage))
            continue;
        const ChatFlight& flight = *found->second;
        const auto age = std::chrono::steady_clock::now() - flight.departed();
        if (flight.answer().readers() < most_readers && age < longest_joinable)
            return found->second;
    }
    return nullptr;
}

void SingleFlight::add(std::shared_ptr<ChatFlight> flight) {
    auto& place = flights_[flight->tells_usage()][flight->request_key()];
    place = std::move(flight); // an earlier one is full or old
}

void SingleFlight::remove(const ChatFlight& flight) {
    auto& flights = flights_[flight.tells_usage()];
    const auto found = flights.find(flight.request_key());
    if (found != flights.end() && found->second.get() == &flight)
        flights.erase(found);
    ++landed_;
}

} // namespace bsc

#include "engine/cache/eviction/w_tinylfu.h"

#include "engine/cache/generation.h"

#include <fmt/format.h>

namespace bsc {

WTinyLfuPolicy::WTinyLfuPolicy(PolicyConfig config)
    : config_(std::move(config)),
      window_capacity_(std::max<std::size_t>(1, config_.max_entries / 10)),
      protected_capacity_((config_.max_entries - std::min(config_.max_entries, window_capacity_)) *
                          4 / 5),
      requests_(config_.max_entries), uses_(AccessLog::slots_for_writer(config_.max_entries)) {}

void WTinyLfuPolicy::on_insert(const CacheEntry& entry) {
    on_restore(entry);
    requests_.add(KeyByRequest::hash(KeyByRequest::of(entry)));
}

void WTinyLfuPolicy::on_restore(const CacheEntry& entry) {
    follow_uses();
    queues_.push(queue_of(Segment::window),
                 {entry.id, KeyByRequest::hash(KeyByRequest::of(entry)), Segment::window});
    // Room was made before: nobody contends.
    if (Queue& window = queue_of(Segment::window); window.size() > window_capacity_)
        move(window.begin(), Segment::probation);
}

void WTinyLfuPolicy::on_erase(const CacheEntry& entry, Departure) {
    follow_uses();
    if (chosen_.erase(entry.id))
        return;
    const Place place = *queues_.find(entry.id);
    queues_.erase(queue_of(place->segment), place);
}

void WTinyLfuPolicy::forget() {
    follow_uses();
    requests_ = FrequencySketch(config_.max_entries);
}

void WTinyLfuPolicy::follow_uses() {
    uses_.drain([&](EntryId id, std::uint64_t) {
        if (const Place* place = queues_.find(id))
            used(*place);
    });
}

void WTinyLfuPolicy::used(Place place) {
    requests_.add(place->key);
    if (place->segment == Segment::window) {
        move(place, Segment::window);
        return;
    }
    move(place, Segment::protected_);
    if (Queue& kept = queue_of(Segment::protected_); kept.size() > protected_capacity_)
        move(kept.begin(), Segment::probation);
}

void WTinyLfuPolicy::move(Place place, Segment to) {
    Queues<Node>::move(queue_of(place->segment), place, queue_of(to));
    place->segment = to;
}

Victim WTinyLfuPolicy::leave(Place place, std::string reason) {
    const Victim victim{place->id, static_cast<double>(requests_.estimate(place->key)),
                        std::move(reason)};
    queues_.erase(queue_of(place->segment), place);
    return victim;
}

std::optional<Victim> WTinyLfuPolicy::choose() {
    Queue& window = queue_of(Segment::window);
    Queue& main =
        queue_of(queue_of(Segment::probation).empty() ? Segment::protected_ : Segment::probation);
    if (window.empty() && main.empty())
        return std::nullopt;
    if (window.empty() || main.empty()) {
        const Place oldest = window.empty() ? main.begin() : window.begin();
        return leave(oldest, fmt::format("least recently used, nobody contends: asked {}x lately",
                                         requests_.estimate(oldest->key)));
    }
    const Place arriving = window.begin(), staying = main.begin();
    const unsigned asked = requests_.estimate(arriving->key);
    const unsigned defended = requests_.estimate(staying->key);
    if (asked <= defended)
        return leave(arriving, fmt::format("not admitted: asked {}x lately, the entry it would "
                                           "replace {}x",
                                           asked, defended));
    move(arriving, Segment::probation);
    return leave(staying,
                 fmt::format("gave way: asked {}x lately, its successor {}x", defended, asked));
}

std::vector<Victim> WTinyLfuPolicy::victims(std::size_t n, TimePoint, EvictionDeadline deadline) {
    follow_uses();
    return chosen_.first(n, deadline, [&] { return choose(); });
}

std::size_t WTinyLfuPolicy::memory_bytes() const {
    return queues_.memory_bytes() + requests_.memory_bytes() + uses_.memory_bytes();
}

} // namespace bsc

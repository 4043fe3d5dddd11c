#include "engine/cache/eviction/sieve.h"

#include "engine/cache/eviction/reason.h"
#include "engine/cache/eviction/uses.h"

namespace bsc {

void SievePolicy::on_insert(const CacheEntry& entry) {
    queues_.push(queue_, {entry.id, uses(entry)});
}

void SievePolicy::on_erase(const CacheEntry& entry, Departure) {
    if (chosen_.erase(entry.id))
        return;
    const auto place = *queues_.find(entry.id);
    const bool under_hand = place == hand_;
    const auto after = queues_.erase(queue_, place);
    if (under_hand)
        hand_ = after;
}

std::optional<Victim> SievePolicy::choose(TimePoint now) {
    while (!queue_.empty()) {
        if (hand_ == queue_.end())
            hand_ = queue_.begin();
        const CacheEntry& entry = *config_.live(hand_->id);
        if (const std::uint64_t count = uses(entry); count != hand_->uses_seen) {
            hand_->uses_seen = count;
            ++hand_;
            continue;
        }
        hand_ = queues_.erase(queue_, hand_);
        const double age = seconds_since(entry.created.time_since_epoch().count(), now);
        return Victim{entry.id, age,
                      "not used since the hand last passed: stored " + seconds_text(age) + " ago"};
    }
    return std::nullopt;
}

std::vector<Victim> SievePolicy::victims(std::size_t n, TimePoint now, EvictionDeadline deadline) {
    return chosen_.first(n, deadline, [&] { return choose(now); });
}

} // namespace bsc

#include "engine/cache/eviction/s3_fifo.h"

#include "engine/cache/eviction/reason.h"
#include "engine/cache/eviction/uses.h"
#include "engine/cache/generation.h"

namespace bsc {
namespace {

constexpr std::uint32_t most_uses = 3;

std::uint64_t request_key(const CacheEntry& entry) {
    return KeyByRequest::hash(KeyByRequest::of(entry));
}

} // namespace

S3FifoPolicy::S3FifoPolicy(PolicyConfig config)
    : config_(std::move(config)),
      small_capacity_(std::max<std::size_t>(1, config_.max_entries / 10)),
      ghosts_(config_.max_entries - std::min(config_.max_entries, small_capacity_)) {}

void S3FifoPolicy::on_insert(const CacheEntry& entry) {
    const bool returns = ghosts_.take(request_key(entry));
    const Node node{entry.id, uses(entry), 0, returns};
    queues_.push(queue_of(node), node);
}

void S3FifoPolicy::on_erase(const CacheEntry& entry, Departure why) {
    if (chosen_.erase(entry.id))
        return;
    const Place place = *queues_.find(entry.id);
    if (!place->in_main && (why == Departure::evicted || why == Departure::expired))
        ghosts_.add(request_key(entry));
    queues_.erase(queue_of(*place), place);
}

const CacheEntry& S3FifoPolicy::count_uses(Node& node) const {
    const CacheEntry& entry = *config_.live(node.id);
    const std::uint64_t count = uses(entry);
    if (count > node.uses_seen)
        node.uses = static_cast<std::uint32_t>(
            std::min<std::uint64_t>(most_uses, node.uses + (count - node.uses_seen)));
    node.uses_seen = count;
    return entry;
}

Victim S3FifoPolicy::leave(Place place, const CacheEntry& entry, TimePoint now) {
    const Node node = *place;
    queues_.erase(queue_of(node), place);
    const double age = seconds_since(entry.created.time_since_epoch().count(), now);
    return {node.id, static_cast<double>(node.uses),
            fmt::format("{} while in the {} queue: stored {} ago",
                        node.uses == 0 ? "not used" : "used once only",
                        node.in_main ? "main" : "small", seconds_text(age))};
}

std::optional<Victim> S3FifoPolicy::choose(TimePoint now) {
    while (!small_.empty() || !main_.empty()) {
        // Each victim chosen before in this batch makes room for an entry that will join the small
        // queue.
        const bool small_is_full = small_.size() + chosen_.size() >= small_capacity_;
        if (!small_.empty() && (small_is_full || main_.empty())) {
            const Place oldest = small_.begin();
            const CacheEntry& entry = count_uses(*oldest);
            if (oldest->uses <= 1) {
                ghosts_.add(request_key(entry));
                return leave(oldest, entry, now);
            }
            oldest->uses = 0;
            oldest->in_main = true;
            Queues<Node>::move(small_, oldest, main_);
            continue;
        }
        const Place oldest = main_.begin();
        const CacheEntry& entry = count_uses(*oldest);
        if (oldest->uses == 0)
            return leave(oldest, entry, now);
        --oldest->uses;
        Queues<Node>::move(main_, oldest, main_);
    }
    return std::nullopt;
}

std::vector<Victim> S3FifoPolicy::victims(std::size_t n, TimePoint now, EvictionDeadline deadline) {
    return chosen_.first(n, deadline, [&] { return choose(now); });
}

} // namespace bsc

#include "engine/cache/eviction/arc.h"

#include "engine/cache/eviction/uses.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace bsc {

ArcPolicy::ArcPolicy(PolicyConfig config)
    : config_(std::move(config)), capacity_(config_.max_entries),
      uses_(AccessLog::slots_for_writer(capacity_)),
      // A batch may leave before the lists are cut to their length again.
      ghosts_(config_.bits, 3 * capacity_, partitions_) {}

void ArcPolicy::on_insert(const CacheEntry& entry) {
    follow_uses();
    const std::uint32_t partition = partitions_.number_of(entry.partition);
    ++partitions_[partition].entries;
    List list = once;
    if (entry.code.bits() == config_.bits)
        if (const auto met = ghosts_.nearest(partition, entry.code, config_.radius(),
                                             [](GhostCodes::Slot) { return 0; })) {
            learn_from(ghost_[*met].list);
            remove_ghost(*met);
            list = again;
        }
    nodes_.push(living_[list], {entry.id, partition, list});
    bound_ghosts();
}

void ArcPolicy::on_restore(const CacheEntry& entry) {
    const std::uint32_t partition = partitions_.number_of(entry.partition);
    ++partitions_[partition].entries;
    const List list = uses(entry) > 0 ? again : once;
    nodes_.push(living_[list], {entry.id, partition, list});
}

void ArcPolicy::on_erase(const CacheEntry& entry, Departure why) {
    follow_uses();
    const auto* place = nodes_.find(entry.id);
    if (!place)
        return;
    const Node node = **place;
    nodes_.erase(living_[node.list], *place);
    const bool remembered = why == Departure::evicted || why == Departure::expired;
    if (remembered && entry.code.bits() == config_.bits)
        add_ghost(node.list, node.partition, entry.code);
    --partitions_[node.partition].entries;
    partitions_.forget_if_empty(node.partition);
}

void ArcPolicy::forget() {
    ghosts_.clear();
    ghost_ = {};
    for (GhostOrder& order : gone_)
        order.clear();
}

void ArcPolicy::follow_uses() {
    uses_.drain([&](EntryId id, std::uint64_t) {
        const auto* place = nodes_.find(id);
        if (!place)
            return;
        const auto node = *place;
        Queues<Node>::move(living_[node->list], node, living_[again]);
        node->list = again;
    });
}

void ArcPolicy::learn_from(List list) {
    const auto once_size = static_cast<double>(gone_[once].size());
    const auto again_size = static_cast<double>(gone_[again].size());
    const auto capacity = static_cast<double>(capacity_);
    target_ = list == once ? std::min(capacity, target_ + std::max(again_size / once_size, 1.0))
                           : std::max(0.0, target_ - std::max(once_size / again_size, 1.0));
}

void ArcPolicy::add_ghost(List list, std::uint32_t partition, const Code& code) {
    if (ghosts_.full())
        remove_ghost(gone_[gone_[once].empty() ? again : once].front());
    const GhostCodes::Slot slot = ghosts_.add(partition, code);
    if (slot == ghost_.size())
        ghost_.emplace_back();
    ghost_[slot] = {list, gone_[list].insert(gone_[list].end(), slot)};
}

void ArcPolicy::remove_ghost(GhostCodes::Slot slot) {
    gone_[ghost_[slot].list].erase(ghost_[slot].place);
    ghosts_.remove(slot);
}

/// The paper's bounds: T1 and B1 together as long as the cache, all four twice as long.
void ArcPolicy::bound_ghosts() {
    while (!gone_[once].empty() && living_[once].size() + gone_[once].size() > capacity_)
        remove_ghost(gone_[once].front());
    while (!gone_[again].empty() &&
           living_[once].size() + living_[again].size() + ghosts_.size() > 2 * capacity_)
        remove_ghost(gone_[again].front());
}

std::vector<Victim> ArcPolicy::victims(std::size_t n, TimePoint, EvictionDeadline deadline) {
    follow_uses();
    std::vector<Victim> chosen;
    auto oldest_once = living_[once].begin(), oldest_again = living_[again].begin();
    auto left = static_cast<double>(living_[once].size());
    while (chosen.size() < n && chosen.size() < living_[once].size() + living_[again].size() &&
           std::chrono::steady_clock::now() < deadline) {
        const bool from_once = oldest_once != living_[once].end() &&
                               (left > target_ || oldest_again == living_[again].end());
        const std::string reason =
            fmt::format("least recently used of those asked for {}; {:.0f} were asked for once, "
                        "{:.0f} may be",
                        from_once ? "once" : "again", left, target_);
        const double beyond = from_once ? left - target_ : target_ - left;
        const auto place = from_once ? oldest_once++ : oldest_again++;
        left -= from_once;
        chosen.push_back({place->id, beyond, reason});
    }
    return chosen;
}

std::size_t ArcPolicy::memory_bytes() const {
    constexpr std::size_t list_node = 3 * sizeof(void*) + sizeof(void*); // links, slot, heap header
    return uses_.memory_bytes() + nodes_.memory_bytes() + partitions_.memory_bytes() +
           ghosts_.memory_bytes() + ghost_.capacity() * sizeof(Ghost) + ghosts_.size() * list_node;
}

} // namespace bsc

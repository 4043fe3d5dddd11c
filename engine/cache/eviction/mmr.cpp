#include "engine/cache/eviction/mmr.h"

#include "engine/cache/eviction/reason.h"
#include "engine/cache/eviction/table_bytes.h"
#include "engine/code/hamming.h"

#include <algorithm>
#include <array>

namespace bsc {
namespace {

constexpr std::size_t scan_rows = 1024;     ///< distances in flight
constexpr std::size_t rows_per_look = 1024; ///< at the clock

bool passed(EvictionDeadline deadline) { return std::chrono::steady_clock::now() >= deadline; }

/// Calls visit(row, distance) for every code, that of `from` itself included.
template <class Visit>
void scan(const PackedCodes& codes, std::size_t from, Visit&& visit) {
    std::array<std::uint16_t, scan_rows> distances;
    for (std::size_t first = 0; first < codes.size(); first += scan_rows) {
        const std::size_t count = std::min(scan_rows, codes.size() - first);
        hamming_distances(codes.at(from), codes.at(first).data(), {distances.data(), count});
        for (std::size_t i = 0; i < count; ++i)
            visit(static_cast<std::uint32_t>(first + i), distances[i]);
    }
}

/// The last element takes the place of the one at `row`.
template <class T>
void remove_at(std::vector<T>& list, std::size_t row) {
    list[row] = list.back();
    list.pop_back();
}

template <class T>
std::size_t vector_bytes(const std::vector<T>& list) {
    return list.capacity() * sizeof(T);
}

} // namespace

std::size_t MmrPolicy::Group::memory_bytes() const {
    return sizeof(Group) + codes.memory_bytes() + vector_bytes(members) + vector_bytes(distances);
}

void MmrPolicy::on_insert(const CacheEntry& entry) {
    append(entry);
    if (const Place place = places_.at(entry.id); place.group)
        introduce(*place.group, place.row);
}

void MmrPolicy::on_restore(const CacheEntry& entry) {
    append(entry);
    // While nobody knows a neighbour, nobody can be wrong about the new one.
    if (const Place place = places_.at(entry.id); place.group && place.group->looked)
        introduce(*place.group, place.row);
}

void MmrPolicy::append(const CacheEntry& entry) {
    if (entry.code.bits() == 0)
        return append_single(entry);
    Partition& partition = partitions_[entry.partition];
    if (!partition.group && partition.lone == 0) {
        partition.lone = entry.id;
        return append_single(entry);
    }
    if (!partition.group) {
        partition.group = std::make_unique<Group>(config_.bits);
        group_bytes_ += partition.group->memory_bytes();
        const std::uint32_t row = places_.at(partition.lone).row;
        const CacheEntry& lone = *singles_[row];
        remove_single(row);
        append_to(*partition.group, lone);
        partition.lone = 0;
    }
    append_to(*partition.group, entry);
}

void MmrPolicy::append_single(const CacheEntry& entry) {
    places_[entry.id] = {nullptr, static_cast<std::uint32_t>(singles_.size())};
    singles_.push_back(&entry);
}

void MmrPolicy::append_to(Group& group, const CacheEntry& entry) {
    group_bytes_ -= group.memory_bytes();
    places_[entry.id] = {&group, static_cast<std::uint32_t>(group.members.size())};
    group.codes.push(entry.code);
    group.members.push_back({&entry, unknown});
    group.distances.push_back(0);
    group_bytes_ += group.memory_bytes();
}

void MmrPolicy::on_erase(const CacheEntry& entry, Departure) {
    const Place place = places_.at(entry.id);
    if (place.group)
        remove_from(*place.group, place.row);
    else
        remove_single(place.row);
    places_.erase(entry.id);
    chosen_.erase(entry.id);
    if (const auto it = partitions_.find(entry.partition); it != partitions_.end()) {
        const Partition& partition = it->second;
        const bool emptied =
            partition.group ? partition.group->members.empty() : partition.lone == entry.id;
        if (emptied) {
            group_bytes_ -= partition.group ? partition.group->memory_bytes() : 0;
            partitions_.erase(it);
        }
    }
    if (places_.empty()) {
        partitions_ = {};
        singles_ = {};
        places_ = {};
    }
}

void MmrPolicy::remove_single(std::uint32_t row) {
    places_.at(singles_.back()->id).row = row;
    remove_at(singles_, row);
}

void MmrPolicy::remove_from(Group& group, std::uint32_t row) {
    places_.at(group.members.back().entry->id).row = row;
    group.codes.remove(row);
    remove_at(group.members, row);
    remove_at(group.distances, row);
}

void MmrPolicy::on_recode() {
    std::vector<EntryId> ids;
    for (const auto& [id, place] : places_)
        ids.push_back(id);
    partitions_ = {};
    singles_ = {};
    places_ = {};
    group_bytes_ = 0;
    for (const EntryId id : ids)
        append(*config_.live(id));
}

/// A new entry finds its neighbour and becomes that of those it is nearest to, in one scan.
void MmrPolicy::introduce(Group& group, std::uint32_t row) {
    group.looked = true;
    const EntryId id = group.members[row].entry->id;
    std::uint32_t nearest = row;
    std::uint16_t least = out_of_reach;
    scan(group.codes, row, [&](std::uint32_t other, std::uint16_t distance) {
        if (other == row)
            return;
        if (distance < group.distances[other]) {
            group.distances[other] = distance;
            group.members[other].neighbour = id;
        }
        if (distance < least) {
            least = distance;
            nearest = other;
        }
    });
    group.distances[row] = least;
    group.members[row].neighbour = nearest == row ? nobody : group.members[nearest].entry->id;
}

/// Finds the nearest of those that will remain.
void MmrPolicy::look(Group& group, std::uint32_t row) const {
    group.looked = true;
    EntryId nearest = nobody;
    std::uint16_t least = out_of_reach;
    scan(group.codes, row, [&](std::uint32_t other, std::uint16_t distance) {
        if (distance >= least || other == row)
            return;
        const EntryId id = group.members[other].entry->id;
        if (chosen_.contains(id))
            return;
        least = distance;
        nearest = id;
    });
    group.distances[row] = least;
    group.members[row].neighbour = nearest;
}

bool MmrPolicy::relies_on_the_gone(Place place) const {
    if (!place.group)
        return false;
    const EntryId neighbour = place.group->members[place.row].neighbour;
    return neighbour != nobody && (!places_.contains(neighbour) || chosen_.contains(neighbour));
}

double MmrPolicy::similarity(Place place) const {
    if (!place.group || place.group->members[place.row].neighbour == nobody)
        return 0;
    return 1 - static_cast<double>(place.group->distances[place.row]) / config_.bits;
}

const CacheEntry& MmrPolicy::entry_at(Place place) const {
    return place.group ? *place.group->members[place.row].entry : *singles_[place.row];
}

/// Every entry; nothing when the time is over.
std::vector<MmrPolicy::Candidate> MmrPolicy::candidates(EvictionDeadline deadline) const {
    std::vector<Candidate> all;
    all.reserve(places_.size());
    const auto add = [&](Group* group, std::size_t count) {
        for (std::uint32_t row = 0; row < count; ++row) {
            if (all.size() % rows_per_look == 0 && passed(deadline))
                return false;
            const Place place{group, row};
            all.push_back(
                {place, entry_at(place).last_accessed_us.load(std::memory_order_relaxed)});
        }
        return true;
    };
    bool in_time = add(nullptr, singles_.size());
    for (auto it = partitions_.begin(); in_time && it != partitions_.end(); ++it)
        if (Group* group = it->second.group.get())
            in_time = add(group, group->members.size());
    return in_time ? all : std::vector<Candidate>{};
}

Victim MmrPolicy::name(const Candidate& candidate, TimePoint now) const {
    const auto& [place, used_us, score] = candidate;
    const std::string idle = seconds_text(seconds_since(used_us, now));
    const bool lonely = !place.group || place.group->members[place.row].neighbour == nobody;
    return {entry_at(place).id, score,
            lonely ? "nothing resembles it: idle for " + idle
                   : fmt::format("{} of {} bits from its nearest neighbour, idle for {}",
                                 place.group->distances[place.row], config_.bits, idle)};
}

/// Entries named as victims that are still here become neighbours again.
void MmrPolicy::forget_choice() {
    const auto stayed = std::move(chosen_);
    chosen_ = {};
    for (const EntryId id : stayed)
        if (const Place place = places_.at(id); place.group)
            introduce(*place.group, place.row);
}

std::vector<Victim> MmrPolicy::victims(std::size_t n, TimePoint now, EvictionDeadline deadline) {
    forget_choice();
    std::vector<Candidate> heap = candidates(deadline);
    if (heap.empty())
        return {};
    const auto [first, last] = std::ranges::minmax_element(heap, {}, &Candidate::used_us);
    const auto earliest = static_cast<double>(first->used_us);
    const double range = std::max(1.0, static_cast<double>(last->used_us) - earliest);
    const double lambda = config_.settings.lambda;
    const auto score = [&](const Candidate& c) {
        const double recency = (static_cast<double>(c.used_us) - earliest) / range;
        return lambda * recency - (1 - lambda) * similarity(c.place);
    };
    const auto goes_later = [this](const Candidate& a, const Candidate& b) {
        return a.score != b.score ? a.score > b.score : entry_at(a.place).id > entry_at(b.place).id;
    };
    for (Candidate& candidate : heap)
        candidate.score = score(candidate);
    std::ranges::make_heap(heap, goes_later);

    // Known neighbours are never farther than the true ones, so known scores are never above the
    // true ones: the lowest is right once its own neighbour is.
    std::vector<Victim> found;
    while (found.size() < n && !heap.empty() && !passed(deadline)) {
        std::ranges::pop_heap(heap, goes_later);
        Candidate& lowest = heap.back();
        if (relies_on_the_gone(lowest.place)) {
            look(*lowest.place.group, lowest.place.row);
            lowest.score = score(lowest);
            std::ranges::push_heap(heap, goes_later);
            continue;
        }
        found.push_back(name(lowest, now));
        chosen_.insert(found.back().id);
        heap.pop_back();
    }
    return found;
}

std::size_t MmrPolicy::memory_bytes() const {
    return table_bytes(partitions_) + vector_bytes(singles_) + table_bytes(places_) +
           table_bytes(chosen_) + group_bytes_;
}

} // namespace bsc

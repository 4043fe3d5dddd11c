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
    return sizeof(Group) + codes.memory_bytes() + vector_bytes(entries) + vector_bytes(neighbours) +
           vector_bytes(distances);
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
    Members& members = partitions_[entry.partition];
    if (!members.group && members.lone == 0) {
        members.lone = entry.id;
        return append_single(entry);
    }
    if (!members.group) {
        members.group = std::make_unique<Group>(config_.bits);
        group_bytes_ += members.group->memory_bytes();
        const std::uint32_t row = places_.at(members.lone).row;
        const CacheEntry& lone = *singles_[row];
        remove_single(row);
        append_to(*members.group, lone);
        members.lone = 0;
    }
    append_to(*members.group, entry);
}

void MmrPolicy::append_single(const CacheEntry& entry) {
    places_[entry.id] = {nullptr, static_cast<std::uint32_t>(singles_.size())};
    singles_.push_back(&entry);
}

void MmrPolicy::append_to(Group& group, const CacheEntry& entry) {
    group_bytes_ -= group.memory_bytes();
    places_[entry.id] = {&group, static_cast<std::uint32_t>(group.entries.size())};
    group.codes.push(entry.code);
    group.entries.push_back(&entry);
    group.neighbours.push_back(unknown);
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
        Members& members = it->second;
        const bool emptied =
            members.group ? members.group->entries.empty() : members.lone == entry.id;
        if (emptied) {
            group_bytes_ -= members.group ? members.group->memory_bytes() : 0;
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
    places_.at(group.entries.back()->id).row = row;
    group.codes.remove(row);
    remove_at(group.entries, row);
    remove_at(group.neighbours, row);
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
    const EntryId id = group.entries[row]->id;
    std::uint32_t nearest = row;
    std::uint16_t least = out_of_reach;
    scan(group.codes, row, [&](std::uint32_t other, std::uint16_t distance) {
        if (other == row)
            return;
        if (distance < group.distances[other]) {
            group.distances[other] = distance;
            group.neighbours[other] = id;
        }
        if (distance < least) {
            least = distance;
            nearest = other;
        }
    });
    group.distances[row] = least;
    group.neighbours[row] = nearest == row ? nobody : group.entries[nearest]->id;
}

/// Finds the nearest of those that will remain.
void MmrPolicy::look(Group& group, std::uint32_t row) const {
    group.looked = true;
    EntryId nearest = nobody;
    std::uint16_t least = out_of_reach;
    scan(group.codes, row, [&](std::uint32_t other, std::uint16_t distance) {
        if (distance >= least || other == row)
            return;
        const EntryId id = group.entries[other]->id;
        if (chosen_.contains(id))
            return;
        least = distance;
        nearest = id;
    });
    group.distances[row] = least;
    group.neighbours[row] = nearest;
}

bool MmrPolicy::relies_on_the_gone(Place place) const {
    if (!place.group)
        return false;
    const EntryId neighbour = place.group->neighbours[place.row];
    return neighbour != nobody && (!places_.contains(neighbour) || chosen_.contains(neighbour));
}

double MmrPolicy::similarity(Place place) const {
    if (!place.group || place.group->neighbours[place.row] == nobody)
        return 0;
    return 1 - static_cast<double>(place.group->distances[place.row]) / config_.bits;
}

/// Every entry with its score as it is known, which the true one is never below; nothing when the
/// time is over.
std::vector<MmrPolicy::Candidate> MmrPolicy::candidates(EvictionDeadline deadline) const {
    std::vector<Candidate> all;
    all.reserve(places_.size());
    for (const auto& [id, place] : places_) {
        if (all.size() % rows_per_look == 0 && passed(deadline))
            return {};
        const CacheEntry* entry =
            place.group ? place.group->entries[place.row] : singles_[place.row];
        all.push_back(
            {id, entry->last_accessed_us.load(std::memory_order_relaxed), similarity(place)});
    }
    return all;
}

Victim MmrPolicy::name(const Candidate& candidate, Place place, TimePoint now) const {
    const std::string idle = seconds_text(seconds_since(candidate.used_us, now));
    const bool lonely = !place.group || place.group->neighbours[place.row] == nobody;
    return {candidate.id, candidate.score,
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
        return lambda * recency - (1 - lambda) * c.similarity;
    };
    const auto goes_later = [](const Candidate& a, const Candidate& b) {
        return a.score != b.score ? a.score > b.score : a.id > b.id;
    };
    for (Candidate& candidate : heap)
        candidate.score = score(candidate);
    std::ranges::make_heap(heap, goes_later);

    std::vector<Victim> found;
    while (found.size() < n && !heap.empty() && !passed(deadline)) {
        std::ranges::pop_heap(heap, goes_later);
        Candidate& lowest = heap.back();
        const Place place = places_.at(lowest.id);
        if (relies_on_the_gone(place)) {
            look(*place.group, place.row);
            lowest.similarity = similarity(place);
            lowest.score = score(lowest);
            std::ranges::push_heap(heap, goes_later);
            continue;
        }
        found.push_back(name(lowest, place, now));
        chosen_.insert(lowest.id);
        heap.pop_back();
    }
    return found;
}

std::size_t MmrPolicy::memory_bytes() const {
    return table_bytes(partitions_) + vector_bytes(singles_) + table_bytes(places_) +
           table_bytes(chosen_) + group_bytes_;
}

} // namespace bsc

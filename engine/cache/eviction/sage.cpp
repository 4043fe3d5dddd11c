#include "engine/cache/eviction/sage.h"

#include "engine/cache/eviction/uses.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace bsc {
namespace {

/// Of hits, that are noted together.
constexpr std::size_t batch = 32;

constexpr std::size_t most_groups = std::numeric_limits<std::uint16_t>::max();

std::size_t ghosts_for(const PolicyConfig& config) {
    return static_cast<std::size_t>(static_cast<double>(config.settings.ghosts_per_entry) *
                                    static_cast<double>(config.max_entries));
}

std::uint32_t slot_of(const CacheEntry& entry) {
    return entry.policy_slot.load(std::memory_order_acquire);
}

/// A slot and enough of the id to tell whether it still is that entry's.
std::uint64_t use_of(std::uint32_t slot, EntryId id) {
    return std::uint64_t{slot} << 32 | static_cast<std::uint32_t>(id);
}

} // namespace

SagePolicy::SagePolicy(PolicyConfig config)
    : config_(std::move(config)), half_lives_(config_.max_entries),
      grace_(static_cast<std::uint32_t>(config_.max_entries / 20)), uses_(2 * batch),
      entries_(config_.max_entries), ghosts_(config_.bits, ghosts_for(config_), partitions_),
      in_grace_(grace_, ScoreTable::no_slot),
      random_(static_cast<std::uint32_t>(config_.settings.seed)) {
    const std::size_t codes = config_.max_entries + ghosts_.most();
    groups_.reserve(std::min(most_groups, codes / shared_group_codes + 2));
    groups_.push_back(std::make_unique<Group>());
}

void SagePolicy::on_insert(const CacheEntry& entry) {
    note_uses();
    others_.fetch_add(1, std::memory_order_relaxed);
    tick_if_due(requests());
    Scores scores = half_lives_.at(requests());
    const std::uint32_t partition = arrive(entry.partition);
    if (entry.code.bits() == config_.bits)
        if (const auto ghost = ghosts_.nearest(partition, entry.code, config_.radius())) {
            const Scores former = ghosts_.scores(*ghost);
            groups_[partitions_[partition].group]->choice.count(former);
            for (std::size_t k = 0; k < half_life_count; ++k)
                scores[k] = log2_sum(scores[k], former[k]);
            ghosts_.meet(*ghost);
        }
    ghosts_.trim();
    place(entry, partition, scores, insertions_.fetch_add(1, std::memory_order_relaxed) + 1);
}

void SagePolicy::on_restore(const CacheEntry& entry) {
    // All its requests count as of now, until learn() says better; it came long ago.
    Scores scores = half_lives_.at(requests());
    const double times_used = 1 + static_cast<double>(uses(entry));
    for (std::size_t k = 0; k < half_life_count; ++k)
        scores[k] +=
            std::min(static_cast<float>(std::log2(times_used)), half_lives_.most_above_now(k));
    const std::uint32_t partition = arrive(entry.partition);
    place(entry, partition, scores, insertions_.load(std::memory_order_relaxed) - grace_);
}

std::uint32_t SagePolicy::arrive(const PartitionKey& key) {
    const std::uint32_t partition = partitions_.number_of(key);
    ++partitions_[partition].entries;
    note_growth(partition);
    return partition;
}

void SagePolicy::note_growth(std::uint32_t partition) {
    if (partitions_[partition].codes() == own_group_codes)
        grown_.push_back(partition);
}

void SagePolicy::place(const CacheEntry& entry, std::uint32_t partition, const Scores& scores,
                       std::uint32_t insertion) {
    const Slot slot = entries_.take();
    if (slot == ScoreTable::no_slot) { // far more entries than the cache was to hold
        --partitions_[partition].entries;
        partitions_.forget_if_empty(partition);
        return;
    }
    ScoreTable::Record& record = entries_.record(slot);
    record.store(scores);
    record.inserted.store(insertion, std::memory_order_relaxed);
    record.id.store(entry.id, std::memory_order_relaxed);
    record.group.store(partitions_[partition].group, std::memory_order_release);
    entries_.partition(slot) = partition;
    entries_.extra(slot) = extra_of(entry);
    entries_.set_key(slot, key_of(slot));
    entry.policy_slot.store(slot, std::memory_order_release);
    newest_ = slot;
    if (graced(record))
        leave_grace(slot);
}

float SagePolicy::extra_of(const CacheEntry& entry) const {
    if (config_.settings.cost_weight == 0)
        return 0;
    constexpr std::size_t bytes_per_token = 4;
    const std::size_t tokens =
        entry.tokens > 0 ? entry.tokens : entry.answer.size() / bytes_per_token;
    return config_.settings.cost_weight *
           std::log2(static_cast<float>(std::max<std::size_t>(1, tokens)));
}

bool SagePolicy::graced(const ScoreTable::Record& record) const {
    return insertions_.load(std::memory_order_relaxed) -
               record.inserted.load(std::memory_order_relaxed) <
           grace_;
}

std::uint8_t SagePolicy::half_life_of(Slot slot) const {
    const std::uint16_t group = partitions_[entries_.partition(slot)].group;
    return static_cast<std::uint8_t>(groups_[group]->choice.best());
}

ScoreTable::Key SagePolicy::key_of(Slot slot) const {
    const ScoreTable::Record& record = entries_.record(slot);
    const std::uint8_t k = half_life_of(slot);
    if (graced(record))
        return {ScoreTable::never, k};
    return {record.scores[k].load(std::memory_order_relaxed) + entries_.extra(slot), k};
}

/// The newest entry starts its time of grace and ends that of the one `grace_` insertions before.
void SagePolicy::leave_grace(Slot arrived) {
    const std::uint32_t insertion = insertions_.load(std::memory_order_relaxed);
    const Slot leaving = std::exchange(in_grace_[insertion % grace_], arrived);
    if (leaving == ScoreTable::no_slot)
        return;
    const ScoreTable::Record& record = entries_.record(leaving);
    if (record.id.load(std::memory_order_relaxed) != 0 && !graced(record))
        entries_.set_key(leaving, key_of(leaving));
}

/// The entry's record is on its way from memory until the batch is full.
void SagePolicy::on_access(const CacheEntry& entry) {
    const Slot slot = slot_of(entry);
    const bool placed = slot != ScoreTable::no_slot; // else it is on its way in
    if (placed)
        entries_.prefetch(slot);
    if (uses_.note(placed ? use_of(slot, entry.id) : 0) >= batch)
        note_uses();
}

void SagePolicy::note_uses() {
    const std::uint64_t others = others_.load(std::memory_order_relaxed);
    uses_.drain([&](std::uint64_t use, std::uint64_t number) {
        const auto slot = static_cast<Slot>(use >> 32);
        ScoreTable::Record& record = entries_.record(slot);
        const EntryId id = record.id.load(std::memory_order_relaxed);
        if (id == 0 || use_of(slot, id) != use)
            return; // it was on its way out
        Scores scores = record.load();
        if (!graced(record))
            groups_[record.group.load(std::memory_order_acquire)]->choice.count(scores);
        const Scores now = half_lives_.at(number + others);
        for (std::size_t k = 0; k < half_life_count; ++k)
            scores[k] = log2_sum(scores[k], now[k]);
        record.store(scores);
    });
}

void SagePolicy::on_erase(const CacheEntry& entry, Departure why) {
    const Slot slot = slot_of(entry);
    if (slot == ScoreTable::no_slot)
        return;
    note_uses();
    const Scores scores = entries_.record(slot).load();
    const std::uint32_t partition = entries_.partition(slot);
    entry.policy_slot.store(ScoreTable::no_slot, std::memory_order_relaxed);
    entries_.give_back(slot);
    const bool remembered = why == Departure::evicted || why == Departure::expired;
    if (remembered && entry.code.bits() == config_.bits)
        ghosts_.add(partition, entry.code, scores);
    --partitions_[partition].entries;
    partitions_.forget_if_empty(partition);

    // The same request is answered by another entry from now on, the one just inserted.
    if (why == Departure::replaced && newest_ && *newest_ != slot) {
        ScoreTable::Record& heir = entries_.record(*newest_);
        Scores sum = heir.load();
        for (std::size_t k = 0; k < half_life_count; ++k)
            sum[k] = log2_sum(sum[k], scores[k]);
        heir.store(sum);
    }
    if (newest_ == slot)
        newest_.reset();
}

/// By half-life, what makes the log2 of a request rate of a key; zeros while all groups chose
/// alike, when keys compare as they are.
Scores SagePolicy::rates_less_keys() const {
    std::array<bool, half_life_count> chosen{};
    std::size_t of_the_small = entries_.size();
    for (std::size_t g = 1; g < groups_.size(); ++g)
        if (groups_[g]->partition != PartitionNumbers::none) {
            const std::size_t living = partitions_[groups_[g]->partition].entries;
            chosen[groups_[g]->choice.best()] |= living > 0;
            of_the_small -= living;
        }
    chosen[groups_[0]->choice.best()] |= of_the_small > 0;
    if (std::ranges::count(chosen, true) <= 1)
        return {};
    Scores less = half_lives_.at(requests());
    for (std::size_t k = 0; k < half_life_count; ++k)
        less[k] = -less[k] - half_lives_.log2_weight(k);
    return less;
}

std::optional<SagePolicy::Slot> SagePolicy::lowest() {
    return entries_.lowest(rates_less_keys(), [this](Slot slot) { return key_of(slot); });
}

/// The n lowest, lowest first; those in grace last, the longest there before the others.
std::vector<SagePolicy::Slot> SagePolicy::lowest(std::size_t n) const {
    struct Ranked {
        float rate;
        std::uint32_t newness;
        Slot slot;

        auto operator<=>(const Ranked&) const = default;
    };
    const Scores less = rates_less_keys();
    std::vector<Ranked> ranked;
    ranked.reserve(entries_.size());
    const std::uint32_t oldest = insertions_.load(std::memory_order_relaxed) + 1;
    entries_.for_each([&](Slot slot) {
        const ScoreTable::Key key = key_of(slot);
        const std::uint32_t inserted =
            entries_.record(slot).inserted.load(std::memory_order_relaxed);
        ranked.push_back({key.value + less[key.half_life], inserted - oldest, slot});
    });
    const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(std::min(n, ranked.size()));
    if (end != ranked.end())
        std::ranges::nth_element(ranked, end);
    std::sort(ranked.begin(), end);
    std::vector<Slot> slots;
    for (auto it = ranked.begin(); it != end; ++it)
        slots.push_back(it->slot);
    return slots;
}

Victim SagePolicy::victim(Slot slot, std::uint64_t t) const {
    const ScoreTable::Record& record = entries_.record(slot);
    const unsigned k = half_life_of(slot);
    const double rate = record.scores[k].load(std::memory_order_relaxed) - half_lives_.at(t)[k] -
                        half_lives_.log2_weight(k);
    return {record.id.load(std::memory_order_relaxed), rate,
            fmt::format("least asked for: once in {:.0f} requests, at a half-life of {:.0f}",
                        std::exp2(-rate), half_lives_[k])};
}

std::vector<Victim> SagePolicy::victims(std::size_t n, TimePoint, EvictionDeadline deadline) {
    // The request that needs the room is not counted yet; what it ends is ended first.
    note_uses();
    tick_if_due(requests() + 1);
    const std::uint64_t t = requests() + 1;
    std::vector<Victim> chosen;
    if (n == 0 || std::chrono::steady_clock::now() >= deadline)
        return chosen;
    if (n == 1)
        if (const auto slot = lowest())
            return {victim(*slot, t)};
    for (const Slot slot : lowest(n))
        chosen.push_back(victim(slot, t));
    return chosen;
}

std::size_t SagePolicy::memory_bytes() const {
    return uses_.memory_bytes() + entries_.memory_bytes() + ghosts_.memory_bytes() +
           partitions_.memory_bytes() + in_grace_.capacity() * sizeof(Slot) +
           groups_.capacity() * sizeof(groups_[0]) + groups_.size() * sizeof(Group) +
           grown_.capacity() * sizeof(std::uint32_t) +
           free_groups_.capacity() * sizeof(std::uint16_t);
}

} // namespace bsc

#include "engine/cache/eviction/sage.h"

#include "engine/cache/eviction/uses.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace bsc {
namespace {

/// A partition with so many codes, living or ghosts, chooses its half-life by itself ...
constexpr std::size_t own_group_codes = 256;
/// ... and with the other small ones again when it has fewer than this.
constexpr std::size_t shared_group_codes = own_group_codes / 2;

constexpr std::size_t most_groups = std::numeric_limits<std::uint16_t>::max();

/// Scores are lowered before their fractions get lost in a float.
constexpr std::uint64_t lowering_period = std::uint64_t{1} << 20;

std::size_t ghosts_for(const PolicyConfig& config) {
    return static_cast<std::size_t>(static_cast<double>(config.settings.ghosts_per_entry) *
                                    static_cast<double>(config.max_entries));
}

std::uint32_t slot_of(const CacheEntry& entry) {
    return entry.policy_slot.load(std::memory_order_acquire);
}

} // namespace

SagePolicy::SagePolicy(PolicyConfig config)
    : config_(std::move(config)), half_lives_(config_.max_entries),
      grace_(static_cast<std::uint32_t>(config_.max_entries / 20)), entries_(config_.max_entries),
      ghosts_(config_.bits, ghosts_for(config_), partitions_),
      in_grace_(grace_, ScoreTable::no_slot),
      random_(static_cast<std::uint32_t>(config_.settings.seed)) {
    const std::size_t codes = config_.max_entries + ghosts_.most();
    groups_.reserve(std::min(most_groups, codes / shared_group_codes + 2));
    groups_.push_back(std::make_unique<Group>());
}

void SagePolicy::on_insert(const CacheEntry& entry) {
    const std::uint64_t t = requests_.fetch_add(1, std::memory_order_relaxed) + 1;
    tick_if_due(t);
    Scores scores = half_lives_.at(t);
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
    Scores scores = half_lives_.at(requests_.load(std::memory_order_relaxed));
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
    record.partition = partition;
    record.extra.store(extra_of(entry), std::memory_order_relaxed);
    record.id.store(entry.id, std::memory_order_relaxed);
    record.group.store(partitions_[partition].group, std::memory_order_release);
    entries_.key(slot).store(key_of(slot), std::memory_order_relaxed);
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

float SagePolicy::key_of(Slot slot) const {
    const ScoreTable::Record& record = entries_.record(slot);
    if (graced(record))
        return ScoreTable::never;
    const unsigned best = groups_[partitions_[record.partition].group]->choice.best();
    return record.scores[best].load(std::memory_order_relaxed) +
           record.extra.load(std::memory_order_relaxed);
}

/// The newest entry starts its time of grace and ends that of the one `grace_` insertions before.
void SagePolicy::leave_grace(Slot arrived) {
    const std::uint32_t insertion = insertions_.load(std::memory_order_relaxed);
    const Slot leaving = std::exchange(in_grace_[insertion % grace_], arrived);
    if (leaving == ScoreTable::no_slot)
        return;
    const ScoreTable::Record& record = entries_.record(leaving);
    if (record.id.load(std::memory_order_relaxed) != 0 && !graced(record))
        entries_.key(leaving).store(key_of(leaving), std::memory_order_relaxed);
}

void SagePolicy::on_access(const CacheEntry& entry) {
    const std::uint64_t t = requests_.fetch_add(1, std::memory_order_relaxed) + 1;
    const Slot slot = slot_of(entry);
    if (slot == ScoreTable::no_slot)
        return; // on its way in
    ScoreTable::Record& record = entries_.record(slot);
    if (record.id.load(std::memory_order_relaxed) != entry.id)
        return; // on its way out
    HalfLifeChoice& choice = groups_[record.group.load(std::memory_order_acquire)]->choice;
    Scores scores = record.load();
    const bool safe = graced(record);
    if (!safe)
        choice.count(scores);
    const Scores now = half_lives_.at(t);
    for (std::size_t k = 0; k < half_life_count; ++k)
        scores[k] = log2_sum(scores[k], now[k]);
    record.store(scores);
    if (!safe)
        entries_.key(slot).store(scores[choice.best()] +
                                     record.extra.load(std::memory_order_relaxed),
                                 std::memory_order_relaxed);
}

void SagePolicy::on_erase(const CacheEntry& entry, Departure why) {
    const Slot slot = slot_of(entry);
    if (slot == ScoreTable::no_slot)
        return;
    const ScoreTable::Record& record = entries_.record(slot);
    const Scores scores = record.load();
    const std::uint32_t partition = record.partition;
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
        entries_.key(*newest_).store(key_of(*newest_), std::memory_order_relaxed);
    }
    if (newest_ == slot)
        newest_.reset();
}

void SagePolicy::tick_if_due(std::uint64_t t) {
    const std::uint64_t since = t - last_tick_, capacity = config_.max_entries;
    if (since < capacity / 4 + 50)
        return;
    last_tick_ = t;
    const double fading =
        std::exp2(-static_cast<double>(since) / static_cast<double>(5 * capacity + 500));
    for (const auto& group : groups_)
        group->choice.decide(fading);
    regroup();
    settle(t);
    estimate_least_kept();
    if (requests_.load(std::memory_order_relaxed) >= lowering_period)
        lower_all(lowering_period);
}

/// Gives partitions that have grown a group of their own, and takes it from those that shrank.
void SagePolicy::regroup() {
    for (std::uint16_t g = 1; g < groups_.size(); ++g) {
        Group& group = *groups_[g];
        if (group.partition == PartitionNumbers::none)
            continue;
        PartitionNumbers::Partition& partition = partitions_[group.partition];
        const bool there_still = partition.group == g;
        if (there_still && partition.codes() >= shared_group_codes)
            continue;
        if (there_still)
            partition.group = 0;
        group.partition = PartitionNumbers::none;
        free_groups_.push_back(g);
    }
    for (const std::uint32_t number : std::exchange(grown_, {})) {
        PartitionNumbers::Partition& partition = partitions_[number];
        if (partition.group != 0 || partition.codes() < own_group_codes)
            continue;
        std::uint16_t g = static_cast<std::uint16_t>(groups_.size());
        if (!free_groups_.empty()) {
            g = free_groups_.back();
            free_groups_.pop_back();
        } else if (groups_.size() == groups_.capacity()) {
            continue;
        } else {
            groups_.push_back(std::make_unique<Group>());
        }
        groups_[g]->partition = number;
        groups_[g]->choice.take(groups_[0]->choice);
        partition.group = g;
    }
}

/// Makes keys follow the choice of half-life, and mends what a reader wrote in the very moment in
/// which scores were lowered.
void SagePolicy::settle(std::uint64_t t) {
    Scores highest = half_lives_.at(t);
    for (std::size_t k = 0; k < half_life_count; ++k)
        highest[k] += half_lives_.most_above_now(k);
    entries_.for_each([&](Slot slot) {
        ScoreTable::Record& record = entries_.record(slot);
        for (std::size_t k = 0; k < half_life_count; ++k)
            if (record.scores[k].load(std::memory_order_relaxed) > highest[k] + 1)
                record.scores[k].store(highest[k], std::memory_order_relaxed);
        record.group.store(partitions_[record.partition].group, std::memory_order_release);
        entries_.key(slot).store(key_of(slot), std::memory_order_relaxed);
    });
}

/// Entries or ghosts of each group, of `all` there are.
std::vector<std::size_t>
SagePolicy::count_by_group(std::uint32_t PartitionNumbers::Partition::*count,
                           std::size_t all) const {
    std::vector<std::size_t> counts(groups_.size());
    counts[0] = all;
    for (std::size_t g = 1; g < groups_.size(); ++g)
        if (groups_[g]->partition != PartitionNumbers::none) {
            counts[g] = partitions_[groups_[g]->partition].*count;
            counts[0] -= counts[g];
        }
    return counts;
}

/// Where each half-life would draw the line: at the last score that finds room, in the part of the
/// capacity that a group has, among entries and ghosts. From a sample of each group, evenly spread.
void SagePolicy::estimate_least_kept() {
    constexpr std::size_t most_sampled = 1024;
    struct Sample {
        std::size_t codes = 0, wanted = 0, passed = 0;
        std::vector<Scores> scores;
    };
    std::vector<Sample> samples(groups_.size());
    const auto entries = count_by_group(&PartitionNumbers::Partition::entries, entries_.size());
    const auto ghosts = count_by_group(&PartitionNumbers::Partition::ghosts, ghosts_.size());
    for (std::size_t g = 0; g < samples.size(); ++g) {
        Sample& sample = samples[g];
        sample.codes = entries[g] + ghosts[g];
        sample.wanted = std::min(sample.codes, most_sampled);
        sample.passed = sample.codes == 0 ? 0 : random_() % sample.codes;
        sample.scores.reserve(sample.wanted);
    }
    const auto offer = [&](std::uint16_t group, auto&& scores) {
        Sample& sample = samples[group];
        sample.passed += sample.wanted;
        if (sample.passed < sample.codes)
            return;
        sample.passed -= sample.codes;
        sample.scores.push_back(scores());
    };
    entries_.for_each([&](Slot slot) {
        const ScoreTable::Record& record = entries_.record(slot);
        offer(partitions_[record.partition].group, [&] { return record.load(); });
    });
    ghosts_.for_each([&](GhostList::Slot slot) {
        offer(partitions_[ghosts_.partition(slot)].group, [&] { return ghosts_.scores(slot); });
    });

    for (std::size_t g = 0; g < groups_.size(); ++g) {
        Sample& sample = samples[g];
        if (entries[g] == 0)
            continue;
        const double room =
            static_cast<double>(config_.max_entries) *
            (static_cast<double>(entries[g]) / static_cast<double>(entries_.size()));
        if (static_cast<double>(sample.codes) <= room)
            continue;
        const double rank =
            static_cast<double>(sample.scores.size()) * room / static_cast<double>(sample.codes);
        const auto last_kept = sample.scores.begin() + std::max<long>(0, std::lround(rank) - 1);
        for (std::size_t k = 0; k < half_life_count; ++k) {
            std::ranges::nth_element(sample.scores, last_kept, std::greater{},
                                     [k](const Scores& scores) { return scores[k]; });
            groups_[g]->choice.set_least_kept(k, (*last_kept)[k]);
        }
    }
}

void SagePolicy::lower_all(std::uint64_t requests) {
    const Scores by = half_lives_.at(requests);
    requests_.fetch_sub(requests, std::memory_order_relaxed);
    last_tick_ -= requests;
    entries_.for_each([&](Slot slot) {
        ScoreTable::Record& record = entries_.record(slot);
        Scores scores = record.load();
        for (std::size_t k = 0; k < half_life_count; ++k)
            scores[k] -= by[k];
        record.store(scores);
        entries_.key(slot).store(key_of(slot), std::memory_order_relaxed);
    });
    ghosts_.lower(by);
    for (const auto& group : groups_)
        group->choice.lower(by);
}

/// By group, what makes the log2 of a request rate of a key; empty while all groups chose alike,
/// when keys compare as they are.
std::vector<float> SagePolicy::rates_less_keys() const {
    const auto living = count_by_group(&PartitionNumbers::Partition::entries, entries_.size());
    std::array<bool, half_life_count> chosen{};
    for (std::size_t g = 0; g < groups_.size(); ++g)
        chosen[groups_[g]->choice.best()] |= living[g] > 0;
    if (std::ranges::count(chosen, true) <= 1)
        return {};
    const Scores now = half_lives_.at(requests_.load(std::memory_order_relaxed));
    std::vector<float> less;
    for (const auto& group : groups_) {
        const unsigned k = group->choice.best();
        less.push_back(-now[k] - half_lives_.log2_weight(k));
    }
    return less;
}

std::optional<SagePolicy::Slot> SagePolicy::lowest() {
    const std::vector<float> less = rates_less_keys();
    const auto key = [](const ScoreTable::Chunk& chunk, std::size_t i) {
        return chunk.key[i].load(std::memory_order_relaxed);
    };
    const auto rate = [&](const ScoreTable::Chunk& chunk, std::size_t i) {
        return key(chunk, i) + less[chunk.record[i].group.load(std::memory_order_relaxed)];
    };
    for (;;) {
        const auto found = less.empty() ? entries_.lowest(key) : entries_.lowest(rate);
        if (!found || entries_.record(*found).id.load(std::memory_order_relaxed) != 0)
            return found;
        // A reader was late and wrote to a slot that had been given back.
        entries_.key(*found).store(ScoreTable::never, std::memory_order_relaxed);
    }
}

/// The n lowest, lowest first; those in grace last, the longest there before the others.
std::vector<SagePolicy::Slot> SagePolicy::lowest(std::size_t n) const {
    struct Ranked {
        float rate;
        std::uint32_t newness;
        Slot slot;

        auto operator<=>(const Ranked&) const = default;
    };
    const std::vector<float> less = rates_less_keys();
    std::vector<Ranked> ranked;
    ranked.reserve(entries_.size());
    const std::uint32_t oldest = insertions_.load(std::memory_order_relaxed) + 1;
    entries_.for_each([&](Slot slot) {
        const ScoreTable::Record& record = entries_.record(slot);
        const std::uint16_t group = partitions_[record.partition].group;
        ranked.push_back({key_of(slot) + (less.empty() ? 0 : less[group]),
                          record.inserted.load(std::memory_order_relaxed) - oldest, slot});
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
    const unsigned k = groups_[partitions_[record.partition].group]->choice.best();
    const double rate = record.scores[k].load(std::memory_order_relaxed) - half_lives_.at(t)[k] -
                        half_lives_.log2_weight(k);
    return {record.id.load(std::memory_order_relaxed), rate,
            fmt::format("least asked for: once in {:.0f} requests, at a half-life of {:.0f}",
                        std::exp2(-rate), half_lives_[k])};
}

std::vector<Victim> SagePolicy::victims(std::size_t n, TimePoint, EvictionDeadline deadline) {
    // The request that needs the room is not counted yet; what it ends is ended first.
    const std::uint64_t t = requests_.load(std::memory_order_relaxed) + 1;
    tick_if_due(t);
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
    return entries_.memory_bytes() + ghosts_.memory_bytes() + partitions_.memory_bytes() +
           in_grace_.capacity() * sizeof(Slot) + groups_.capacity() * sizeof(groups_[0]) +
           groups_.size() * sizeof(Group) + grown_.capacity() * sizeof(std::uint32_t) +
           free_groups_.capacity() * sizeof(std::uint16_t);
}

} // namespace bsc

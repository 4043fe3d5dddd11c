// What SAGE does once in a while: it chooses half-lives anew, groups partitions, draws the line at
// which each half-life would keep an entry, and brings the request counter back.
#include "engine/cache/eviction/sage.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace bsc {
namespace {

/// Scores are lowered before their fractions get lost in a float.
constexpr std::uint64_t most_requests = std::uint64_t{1} << 20;

} // namespace

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
    // By half: hits that are numbered already and scored after it stay above 0.
    if (const std::uint64_t counted = requests(); counted >= most_requests)
        lower_all(counted / 2);
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
        record.group.store(partitions_[entries_.partition(slot)].group, std::memory_order_release);
    });
    rekey();
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
        offer(partitions_[entries_.partition(slot)].group,
              [&] { return entries_.record(slot).load(); });
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

void SagePolicy::rekey() {
    entries_.rekey([this](Slot slot) { return key_of(slot); });
}

void SagePolicy::lower_all(std::uint64_t requests) {
    const Scores by = half_lives_.at(requests);
    others_.fetch_sub(requests, std::memory_order_relaxed);
    last_tick_ -= requests;
    entries_.for_each([&](Slot slot) {
        ScoreTable::Record& record = entries_.record(slot);
        Scores scores = record.load();
        for (std::size_t k = 0; k < half_life_count; ++k)
            scores[k] -= by[k];
        record.store(scores);
    });
    rekey();
    ghosts_.lower(by);
    for (const auto& group : groups_)
        group->choice.lower(by);
}

} // namespace bsc

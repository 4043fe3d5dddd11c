#pragma once

#include "engine/cache/eviction/access_log.h"
#include "engine/cache/eviction/ghost_list.h"
#include "engine/cache/eviction/half_life_choice.h"
#include "engine/cache/eviction/policy.h"
#include "engine/cache/eviction/score_table.h"

#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace bsc {

/// Semantic Adaptive Ghost Eviction. The entry that is least asked for goes, by an LRFU score of
/// which four half-lives are kept; the half-life that would have earned most hits is chosen as it
/// runs. An evicted entry leaves its code and scores behind as a ghost, and a new entry within the
/// radius of a ghost takes up its scores: fame outlives the entry, and passes to a paraphrase. New
/// entries are safe for the next capacity/20 insertions.
///
/// Partitions: ghosts answer in their own only. One with many codes chooses its half-life by
/// itself, the small ones choose together. Across half-lives entries compare by the request rate
/// that their scores stand for.
///
/// A victim's score is log2 of its estimated requests per request.
class SagePolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "sage";

    explicit SagePolicy(PolicyConfig config);

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_restore(const CacheEntry& entry) override;
    void on_access(const CacheEntry& entry) override;
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override { forget(); }
    void forget() override { ghosts_.clear(); }
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline deadline) override;
    std::string learned() override;
    Result<void> learn(std::string_view bytes) override;
    std::size_t memory_bytes() const override;

  private:
    using Slot = ScoreTable::Slot;

    /// A partition with so many codes, living or ghosts, chooses its half-life by itself ...
    static constexpr std::size_t own_group_codes = 256;
    /// ... and with the other small ones again when it has fewer than this.
    static constexpr std::size_t shared_group_codes = own_group_codes / 2;

    /// Partitions that choose their half-life together. The first group is that of all the small
    /// ones, every other is one partition.
    struct Group {
        HalfLifeChoice choice;
        std::uint32_t partition = PartitionNumbers::none; ///< the writer's; none: out of use
    };

    std::uint64_t requests() const {
        return uses_.noted() + others_.load(std::memory_order_relaxed);
    }
    /// Scores the hits that wait in uses_. Any thread; the writer before it looks at scores.
    void note_uses();

    void place(const CacheEntry& entry, std::uint32_t partition, const Scores& scores,
               std::uint32_t insertion);
    std::uint32_t arrive(const PartitionKey& key);
    void note_growth(std::uint32_t partition);
    float extra_of(const CacheEntry& entry) const;
    bool graced(const ScoreTable::Record& record) const;
    std::uint8_t half_life_of(Slot slot) const;
    ScoreTable::Key key_of(Slot slot) const;
    void leave_grace(Slot arrived);

    // What is done once in a while
    void tick_if_due(std::uint64_t t);
    void regroup();
    void settle(std::uint64_t t);
    void rekey();
    void estimate_least_kept();
    void lower_all(std::uint64_t requests);
    std::vector<std::size_t> count_by_group(std::uint32_t PartitionNumbers::Partition::*count,
                                            std::size_t all) const;

    Scores rates_less_keys() const;
    std::optional<Slot> lowest();
    std::vector<Slot> lowest(std::size_t n) const;
    Victim victim(Slot slot, std::uint64_t t) const;

    const PolicyConfig config_;
    const HalfLives half_lives_;
    const std::uint32_t grace_; ///< insertions
    AccessLog uses_;
    /// Requests beside those that uses_ counts, modulo 2^64: misses, less what was taken off.
    std::atomic<std::uint64_t> others_{0};
    std::atomic<std::uint32_t> insertions_{0};
    ScoreTable entries_;
    std::vector<std::unique_ptr<Group>> groups_; ///< never reallocates: readers are in it
    std::vector<std::uint16_t> free_groups_;

    // The writer's
    PartitionNumbers partitions_;
    GhostList ghosts_;
    std::vector<Slot> in_grace_;       ///< ring of the last `grace_` slots filled
    std::optional<Slot> newest_;       ///< of the last insertion
    std::vector<std::uint32_t> grown_; ///< partitions that may want a group of their own
    std::uint64_t last_tick_ = 0;
    std::minstd_rand random_;
};

} // namespace bsc

#pragma once

#include "engine/cache/eviction/packed_codes.h"
#include "engine/cache/eviction/policy.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <limits>
#include <memory>

namespace bsc {

/// Maximal marginal relevance (Carbonell, Goldstein, SIGIR 1998) turned to eviction: the entry of
/// the lowest
///     lambda * recency - (1 - lambda) * similarity to the nearest entry that remains
/// goes first, among equals the oldest. Recency is the time of last use, scaled so that 0 is the
/// earliest and 1 the latest of all living entries when a batch begins; similarity is
/// 1 - distance/bits, and 0 for an entry that is alone in its partition or has no code.
///
/// Exact without comparing all pairs: each entry knows its nearest neighbour, found by the one scan
/// that its insertion makes and kept up to date by the scans of later ones. A departure only makes
/// neighbours less similar, so scores only rise: in a batch the lowest score is final unless its
/// neighbour left, and then this one entry looks anew.
///
/// After on_recode or a restore nobody knows a neighbour, and each entry looks when it comes up:
/// the next batches take longer.
class MmrPolicy final : public EvictionPolicy {
  public:
    static constexpr std::string_view policy_name = "mmr";

    explicit MmrPolicy(PolicyConfig config) : config_(std::move(config)) {}

    std::string_view name() const override { return policy_name; }
    void on_insert(const CacheEntry& entry) override;
    void on_restore(const CacheEntry& entry) override;
    void on_access(const CacheEntry&) override {} // the entry's own time says it all
    void on_erase(const CacheEntry& entry, Departure why) override;
    void on_recode() override;
    std::vector<Victim> victims(std::size_t n, TimePoint now, EvictionDeadline deadline) override;
    std::size_t memory_bytes() const override;

  private:
    static constexpr EntryId unknown = 0; ///< instead of a neighbour: look before relying on it
    static constexpr EntryId nobody = std::numeric_limits<EntryId>::max();
    static constexpr std::uint16_t out_of_reach = std::numeric_limits<std::uint16_t>::max();

    struct Member {
        const CacheEntry* entry;
        EntryId neighbour; ///< the nearest, which may have left since
    };
    /// The entries with a code of one partition, side by side. Rows are dense.
    struct Group {
        explicit Group(unsigned bits) : codes(bits) {}
        std::size_t memory_bytes() const;

        PackedCodes codes;
        std::vector<Member> members; ///< row by row beside codes
        /// To the neighbour, never more than to the nearest there is; out_of_reach when there is
        /// nobody, 0 when unknown.
        std::vector<std::uint16_t> distances;
        bool looked = false; ///< somebody in here knows a neighbour
    };
    /// Most partitions have one entry: the group comes with the second.
    struct Partition {
        EntryId lone = 0;
        std::unique_ptr<Group> group;
    };
    struct Place {
        Group* group;      ///< null: alone or without a code
        std::uint32_t row; ///< in the group, else in singles_
    };
    struct Candidate {
        Place place;
        std::int64_t used_us;
        double score = 0;
    };

    void append(const CacheEntry& entry);
    void append_single(const CacheEntry& entry);
    void append_to(Group& group, const CacheEntry& entry);
    void remove_single(std::uint32_t row);
    void remove_from(Group& group, std::uint32_t row);
    void introduce(Group& group, std::uint32_t row);
    void look(Group& group, std::uint32_t row) const;
    bool relies_on_the_gone(Place place) const;
    double similarity(Place place) const;
    const CacheEntry& entry_at(Place place) const;
    std::vector<Candidate> candidates(EvictionDeadline deadline) const;
    Victim name(const Candidate& candidate, TimePoint now) const;
    void forget_choice();

    PolicyConfig config_;
    boost::unordered_flat_map<PartitionKey, Partition, DigestHash> partitions_;
    std::vector<const CacheEntry*> singles_;
    boost::unordered_flat_map<EntryId, Place> places_;
    /// Named as victims and not yet gone: neighbours of nobody.
    boost::unordered_flat_set<EntryId> chosen_;
    std::size_t group_bytes_ = 0;
};

} // namespace bsc
